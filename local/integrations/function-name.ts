import { account, arn, region } from '../identity';

/** Which function to invoke, as Lambda reads it out of a name, a partial ARN or an ARN, each with or without a version or alias. */
export interface FunctionName {
  name: string;
  /** Version or alias; `$LATEST` when none is named. */
  qualifier: string;
  /** As Lambda names it in its messages. */
  arn: string;
}

const form =
  /^(?:(?:arn:aws[\w-]*:lambda:(?<region>[\w-]+):)?(?<account>\d{12}):function:|function:)?(?<name>[\w-]+)(?::(?<qualifier>\$LATEST|[\w-]+))?$/;

/** Undefined when it is nothing that Lambda would accept. */
export function functionNameOf(text: string, qualifier?: string): FunctionName | undefined {
  const groups = form.exec(text)?.groups;
  if (groups?.name === undefined) return undefined;
  const whole = arn('lambda', `function:${groups.name}`)
    .replace(`:${region}:`, `:${groups.region ?? region}:`)
    .replace(`:${account}:`, `:${groups.account ?? account}:`);
  const chosen = qualifier ?? groups.qualifier ?? '$LATEST';
  return { name: groups.name, qualifier: chosen, arn: `${whole}:${chosen}` };
}

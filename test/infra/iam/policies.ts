import * as z from 'zod';
import type { ApiCall } from '../../../local/api-call';
import { type Principal, principals, resourceNames } from '../../../statemachine/names';
import type { Stack } from '../stack';
import { Statement, statementsOf } from '../policy';
import { type ApiRequest, applies, evaluate } from './evaluate';

/** The statements of every principal's role. */
export type Policies = Readonly<Record<Principal, readonly Statement[]>>;

/** One action on one kind of resource that a principal may do: the smallest thing that can be taken from it. */
export interface Grant {
  principal: Principal;
  action: string;
  /** As the policy has it, with wildcards. */
  resource: string;
}

export const describeGrant = ({ principal, action, resource }: Grant): string => `${principal} ${action} ${resource}`;

/**
 * Reads what each principal's role may do in a synthesized stack.
 * @param account takes the place of Terraform's
 * @throws Error when a role has none or several policies, or a policy speaks of something that Terraform knows only later
 */
export function readPolicies(stack: Stack, account: string): Policies {
  const names = resourceNames(stageOf(stack), account);
  const read = (principal: Principal) => {
    const role = stack.all('aws_iam_role').find(({ values }) => values.name === names.roleOf(principal));
    const own = stack.all('aws_iam_role_policy').filter(({ values }) => values.role === role?.reference('name'));
    const [policy, ...others] = own;
    if (policy === undefined || others.length > 0) throw new Error(`${principal} has ${own.length} policies`);
    const text = JSON.stringify(statementsOf(policy)).replaceAll(accountToken, account);
    if (text.includes('${')) throw new Error(`The policy of ${principal} can't be read before it is applied: ${text}`);
    return z.array(Statement).parse(JSON.parse(text));
  };
  const entries = principals.map((principal) => [principal, read(principal)] as const);
  return Object.fromEntries(entries) as Record<Principal, Statement[]>;
}

/** How Terraform's account is written into a policy. */
const accountToken = /\$\{data\.aws_caller_identity\.[^}]+\.account_id\}/g;

const stageOf = (stack: Stack): string =>
  String(stack.one('aws_sfn_state_machine').values.name).replace(/^framefleet-/, '');

/** Each of the principals' calls that its role doesn't allow, in words. The user's own calls are nobody's role. */
export function deniedCalls(policies: Policies, calls: readonly ApiCall[]): string[] {
  const denied = calls.flatMap(({ caller, ...request }) =>
    caller === 'user' || evaluate(policies[caller], request) === 'allowed' ? [] : [describeCall(caller, request)],
  );
  return [...new Set(denied)];
}

const describeCall = (caller: Principal, { action, resource, context }: ApiRequest): string =>
  `${caller} may not ${action} on ${resource}${Object.keys(context).length === 0 ? '' : ` with ${JSON.stringify(context)}`}`;

/** Everything that the policies allow, in its smallest parts. */
export const grantsOf = (policies: Policies): Grant[] =>
  principals.flatMap((principal) =>
    policies[principal].flatMap(({ Action, Resource = [] }) =>
      Action.flatMap((action) => Resource.map((resource) => ({ principal, action, resource }))),
    ),
  );

const speaksOf = ({ Action, Resource = [] }: Statement, action: string, resource: string): boolean =>
  Action.includes(action) && Resource.includes(resource);

/** Whether one of the calls made use of a grant. */
export const isUsed = (
  policies: Policies,
  { principal, action, resource }: Grant,
  calls: readonly ApiCall[],
): boolean =>
  policies[principal]
    .filter((statement) => speaksOf(statement, action, resource))
    .map((statement) => ({ ...statement, Action: [action], Resource: [resource] }))
    .some((statement) => calls.some(({ caller, ...request }) => caller === principal && applies(statement, request)));

/** The same policies without one grant. */
export function without(policies: Policies, { principal, action, resource }: Grant): Policies {
  const left = policies[principal].flatMap((statement) => {
    if (!speaksOf(statement, action, resource)) return [statement];
    const { Action, Resource = [] } = statement;
    const others = { ...statement, Action: Action.filter((one) => one !== action) };
    const elsewhere = { ...statement, Action: [action], Resource: Resource.filter((one) => one !== resource) };
    return [others, elsewhere].filter((left) => left.Action.length > 0 && left.Resource?.length !== 0);
  });
  return { ...policies, [principal]: left };
}

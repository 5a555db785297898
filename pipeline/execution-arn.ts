/** The account under which a stack on one machine runs; on AWS it is nobody's. */
const embeddedAccount = '000000000000';

/** Where an execution runs; undefined on one machine. */
function placeOf(executionArn: string): { region: string } | undefined {
  const [, partition, , region, account] = executionArn.split(':');
  if (partition !== 'aws' || !region || !account || account === embeddedAccount) return undefined;
  return { region };
}

export const isOnAws = (executionArn: string): boolean => placeOf(executionArn) !== undefined;

/** The execution in the console; undefined where there is none to be looked at. */
export function consoleLink(executionArn: string): string | undefined {
  const place = placeOf(executionArn);
  if (!place) return undefined;
  const { region } = place;
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${executionArn}`;
}

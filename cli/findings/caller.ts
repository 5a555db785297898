import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { StageClients } from '../stage-clients';
import { type Finding, ok, wrong } from './finding';

/** Who asks: without an answer nothing else can be asked. */
export async function examineCaller(
  { sts }: Pick<StageClients, 'sts'>,
  endpoint: string | undefined,
): Promise<{ finding: Finding; arn?: string }> {
  try {
    const { Arn: arn = 'unnamed' } = await sts.send(new GetCallerIdentityCommand({}));
    return { finding: ok('credentials', arn), arn };
  } catch (error) {
    const { found, remedy } = explain(error, endpoint);
    return { finding: wrong('credentials', found, remedy) };
  }
}

function explain(error: unknown, endpoint: string | undefined): { found: string; remedy: string } {
  const name = error instanceof Error ? error.name : '';
  const message = (error instanceof Error ? error.message : String(error)).replace(
    /^AWS SDK error wrapper for \w+: /,
    '',
  );
  if (message === 'Region is missing') return { found: 'in which region is not said', remedy: 'set AWS_REGION' };
  if (endpoint !== undefined && /ECONN|ENOTFOUND|ETIMEDOUT|socket/.test(message)) {
    const remedy = 'start framefleet up, or give its address with --endpoint';
    return { found: `nobody answers at ${endpoint} (${message})`, remedy };
  }
  const found = `nobody says who asks, or it isn't believed (${name}: ${message})`;
  if (/Expired/.test(`${name} ${message}`)) return { found, remedy: 'log in again, such as by aws sso login' };
  return { found, remedy: 'set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' };
}

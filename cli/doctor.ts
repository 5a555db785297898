import type { Surroundings } from '../media/locate';
import { examineCaller } from './findings/caller';
import { type Finding, ok, unchecked, wrong } from './findings/finding';
import { examineMachine, usualPort } from './findings/machine';
import { examineParts } from './findings/parts';
import { examinePermissions } from './findings/permissions';
import { examineQuotas } from './findings/quotas';
import { sayCount } from './measures';
import type { Screen } from './screen';
import { type Place, type Stage, withStage } from './stage';
import { StageClients } from './stage-clients';
import { UsageError, exit } from './usage-error';

/** Looks at this machine, and at a stage where one is named. */
export async function examine(
  place: Place | undefined,
  surroundings: Surroundings,
  nodeVersion: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const machine = await examineMachine(surroundings, nodeVersion, usualPort, signal);
  signal.throwIfAborted();
  const stage = place ? await examineStage(place) : [unchecked('stage', 'none is named: --stage or --endpoint does')];
  return [...machine, ...stage];
}

async function examineStage(place: Place): Promise<Finding[]> {
  const clients = new StageClients(place.clients);
  try {
    const { finding, arn } = await examineCaller(clients, place.clients.endpoint);
    if (arn === undefined) return [finding];
    return [finding, ...(await withStage(place, (stage) => examineAll(stage, arn)))];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const [found = '', remedy = 'deploy it (npm run deploy)'] = error.message.split(/: (?=[^:]+$)/);
    return [wrong('stage', found, remedy)];
  } finally {
    clients.destroy();
  }
}

async function examineAll(stage: Stage, callerArn: string): Promise<Finding[]> {
  const findings = await Promise.all([examineParts(stage), examineQuotas(stage), examinePermissions(stage, callerArn)]);
  return [ok('stage', `${stage.title} in ${stage.region}: ${stage.stateMachineArn}`), ...findings.flat()];
}

/** @returns the exit code: 1 when anything is wrong */
export function showFindings(
  findings: readonly Finding[],
  { json }: { json: boolean },
  { stdout }: Pick<Screen, 'stdout'>,
): number {
  const number = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const [errors, warnings] = [number('error'), number('warning')];
  if (json) {
    const healthy = errors === 0;
    const counts = { errors, warnings, unchecked: number('unchecked') };
    stdout.write(`${JSON.stringify({ healthy, ...counts, findings }, null, 2)}\n`);
  } else {
    const sum = `${sayCount(errors, 'error')}, ${sayCount(warnings, 'warning')}, ${number('unchecked')} not checked`;
    stdout.write(`${[...findings.flatMap(lines), sum].join('\n')}\n`);
  }
  return errors === 0 ? exit.succeeded : exit.jobFailed;
}

const marks = { ok: 'ok', warning: 'WARN', error: 'ERROR', unchecked: '?' } as const;

const lines = ({ about, level, found, remedy }: Finding): string[] => [
  `${marks[level].padEnd(6)}${about}: ${found}`,
  ...(remedy === undefined ? [] : [`      What to do: ${remedy}.`]),
];

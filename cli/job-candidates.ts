import { setTimeout as pause } from 'node:timers/promises';
import type { ListedJob } from '../aws/job-table-items';
import type { Surroundings } from '../media/locate';
import { placeOf, withStage } from './stage';
import { StageOptions } from './stage-options';

/** Somebody waits with a finger on a key, in milliseconds. */
const patience = 1500;
/** As many characters of an id as people see elsewhere. */
const usualLength = 12;
const mostListed = 50;

/** Ids of the jobs of the stage that the words name, the newest first; none where nobody answers in time. */
export async function jobCandidates(
  typed: readonly string[],
  { variables }: Pick<Surroundings, 'variables'>,
): Promise<{ value: string; description: string }[]> {
  const current = typed.at(-1) ?? '';
  const words = typed.filter((word) => word !== '=');
  const after = (option: string): string | undefined => {
    const joined = words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1);
    return joined ?? words[words.indexOf(option) + 1 || words.length];
  };
  const options = StageOptions.safeParse({ stage: after('--stage'), endpoint: after('--endpoint') });
  if (!options.success || !/^[0-9a-f]*$/.test(current)) return [];
  const asked = find(placeFor(options.data, variables), current);
  const late = new AbortController();
  const waited = pause(patience, [], { signal: late.signal, ref: false }).catch(() => []);
  const jobs = await Promise.race([asked.catch(() => []), waited]);
  late.abort();
  return candidatesOf(jobs, current);
}

function placeFor(options: StageOptions, variables: Surroundings['variables']) {
  const place = placeOf(options, { variables });
  const hasty = { maxAttempts: 1, requestHandler: { connectionTimeout: 1000, requestTimeout: patience } };
  return { ...place, clients: { ...place.clients, ...hasty } };
}

const find = (place: ReturnType<typeof placeFor>, prefix: string): Promise<ListedJob[]> =>
  withStage(place, ({ jobs }) => jobs.findJobs(prefix));

/** Short where that is enough to tell them apart. */
export function candidatesOf(jobs: readonly ListedJob[], current: string): { value: string; description: string }[] {
  const short = new Set(jobs.map(({ jobId }) => jobId.slice(0, usualLength)));
  const isEnough = short.size === jobs.length && current.length <= usualLength;
  return jobs.slice(0, mostListed).map(({ jobId, state, createdAt }) => ({
    value: isEnough ? jobId.slice(0, usualLength) : jobId,
    description: `${state} ${createdAt}`,
  }));
}

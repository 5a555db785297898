import type { Sample } from './sample';

/** The most that a job may add for good, and whether what it has added is more. */
export interface Growth {
  what: string;
  perJob: number;
  limit: number;
  unit: string;
}

const kilobyte = 1024;

/**
 * What a job may leave, in files: its upload, its outputs, and the contents of both. Of any other folder none may stay, and no
 * job's work object does.
 */
const kept: readonly (readonly [folder: RegExp, perJob: number])[] = [
  [/-input-\*\/objects$/, 1],
  // The gray video; every tenth job's motion report, too, as JSON and frame by frame, and their bigger record.
  [/-output-\*\/objects$/, 2],
  [/s\*\/data$/, 3],
];

/** What grows from job to job over the second half of the samples: by then caches are full, and compilers done. */
export function growthOf(samples: readonly Sample[]): Growth[] {
  const late = samples.slice(Math.floor(samples.length / 2));
  const of = (what: string, unit: string, limit: number, read: (sample: Sample) => number): Growth => {
    return { what, unit, limit, perJob: slope(late.map((sample) => [sample.jobs, read(sample)] as const)) };
  };
  const kinds = new Set(late.flatMap(({ files }) => [...files.keys()]));
  return [
    // It swings by megabytes from sample to sample, which a slope over 50 jobs shows.
    of('resident memory', 'KB', 150, ({ rss }) => rss / kilobyte),
    // An execution that has ended is kept with its history, and so is what a listing tells of an object.
    of('heap and buffers, collected', 'KB', 50, ({ heapUsed, external }) => (heapUsed + external) / kilobyte),
    of('processes', '', slack, ({ processes }) => processes),
    ...[...kinds].sort().map((kind) => {
      const [, perJob] = kept.find(([folder]) => folder.test(kind)) ?? [kind, 0];
      return of(`files in ${kind}`, '', perJob + slack, ({ files }) => files.get(kind) ?? 0);
    }),
  ];
}

/**
 * What jobs have left open: compared at rest, since connections are kept for the next call, and more of them while ten jobs run.
 * @param before as the stack was before its first job
 */
export function leftOpen(before: Sample, after: Sample): Growth[] {
  const of = (what: string, read: (sample: Sample) => number): Growth => {
    return { what, unit: '', limit: 0.02, perJob: (read(after) - read(before)) / (after.jobs - before.jobs) };
  };
  return [
    of('open handles', ({ handles }) => handles),
    of('sockets', ({ sockets }) => sockets),
    of('timers, pipes and the like', ({ resources }) => resources),
  ];
}

/** Of a slope, for its rounding. */
const slack = 0.001;

/** Of the straight line that fits points best. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const over = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  const under = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

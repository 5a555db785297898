import type { GivenFaults } from '../../../local/faults/schema';
import { Random } from '../../../local/faults/random';

/** A kind of fault that a job gets over, as the stack is told of it. Different seeds mean different moments. */
export type Kind = (seed: number) => Omit<GivenFaults, 'seed'>;

const pick = (seed: number, what: string, first: number, last: number): number =>
  first + Math.floor(new Random(seed).next(what) * (last - first + 1));

/** Two of the three segments' tasks, each somewhere in its life. */
const endSegments =
  (how: 'kill' | 'spot'): Kind =>
  (seed) => ({
    tasks: [0, 2].map((task) => ({ task, command: 'segment', request: pick(seed, `${how} ${task}`, 1, 9), how })),
  });

/** The first attempt at the concatenation, and the second. */
const endConcat: Kind = (seed) => ({
  tasks: [0, 1].map((task) => ({ task, command: 'concat', request: pick(seed, `concat ${task}`, 1, 12), how: 'kill' })),
});

const known = {
  'a task killed': endSegments('kill'),
  'Spot interruptions': endSegments('spot'),
  'the concatenation killed': endConcat,
  'S3: 503 Slow Down': () => ({ s3: { slowDown: 0.2, most: 5 } }),
  'S3: 500': () => ({ s3: { internalError: 0.2, most: 5 } }),
  'S3: cut connections': () => ({ s3: { cut: 0.2, most: 4 } }),
  'S3: lost answers': () => ({ s3: { lostAnswer: 0.4, most: 4 } }),
  'S3: slow': () => ({ s3: { latencyMs: 60 } }),
  'S3: stalled': () => ({ s3: { stall: 0.3, stalls: 1, only: 'tasks' } }),
  'DynamoDB: throttled': () => ({ dynamodb: { throttle: 0.3, most: 6 } }),
  'DynamoDB: conflicts': () => ({ dynamodb: { conflict: 0.3, most: 6 } }),
  'DynamoDB: 500': () => ({ dynamodb: { internalError: 0.3, most: 6 } }),
  'DynamoDB: lost answers': () => ({ dynamodb: { lostAnswer: 0.3, most: 6 } }),
  'RunTask: throttled': () => ({ runTask: { throttle: { rate: 0.5, most: 4 } } }),
  'RunTask: no capacity on Spot': () => ({ runTask: { noCapacity: { rate: 0.7, most: 3, only: 'spot' } } }),
  'Lambda: throttled': () => ({ lambda: { throttle: 0.4, most: 3 } }),
  'Lambda: service errors': () => ({ lambda: { service: 0.4, most: 3 } }),
  'Lambda: lost answers': () => ({ lambda: { lostAnswer: 0.4, most: 3 } }),
  'events delivered again': () => ({ events: { duplicates: 4, delayMs: 400 } }),
  'events out of order': () => ({ events: { duplicates: 1, reorder: true, delayMs: 200 } }),
  'clock jumps': () => ({ clock: { jumpsMs: [3_600_000, -7_200_000, 86_400_000] } }),
} satisfies Record<string, Kind>;
export type KindName = keyof typeof known;
export const kinds: Readonly<Record<KindName, Kind>> = known;
export const kindNames = Object.keys(known) as KindName[];

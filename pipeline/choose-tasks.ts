import type { Kernel } from '../kernels/kernel';
import { kernels as registered } from '../kernels/registry';
import { inDollars } from './dollars';
import { PipelineError } from './errors';
import { type Conditions, type Estimate, type Way, type WeighedKernel, estimateWay } from './estimate-task';
import type { JobOptions, KernelName } from './job-options';
import type { ModelFacts } from './model';

/**
 * The rule: the cheapest way; unless another takes at most two thirds of its time for at most a tenth more money, which is then the
 * fastest of those.
 */
const clearlyFaster = 2 / 3;
const littleMore = 1.1;

/** A function has 900 seconds: estimates are often wrong by half, so that more than a third of that is left to a task. */
const longestFunction = 300;

/** A function has 2 GiB for files, of which models take their part. */
const largestSamples = 1.5e9;

/** Who does what on a segment. */
export interface Choice<Name extends string = KernelName> {
  mode: 'fused' | 'split';
  /** Kernels of each task: one task when fused, else one for each; those that are only sampled for a function ride along with the first. */
  tasks: Name[][];
  /** Who runs models over pictures. */
  inspectIn: 'task' | 'function';
  /** In words, with figures: for the plan, the job's record and the console. */
  reason: string;
}

export interface JobToChooseFor extends Conditions {
  options: JobOptions;
  /** What was found out about models, where a function can run them, too. */
  models: readonly ModelFacts[];
}

/**
 * Chooses one task for all kernels of a segment, or one for each, and who runs models.
 * @throws PipelineError InvalidOptions or LimitExceeded when a function is asked for and can't do it
 */
export function chooseTasks({ options, models, ...conditions }: JobToChooseFor): Choice {
  const known = new Set(models.map(({ role }) => role));
  const unknown = options.kernels.flatMap((name) => {
    const kernel: Kernel = registered[name];
    const missing = (kernel.models?.(options) ?? []).filter(({ role }) => !known.has(role));
    return kernel.inspects ? missing.map(({ role, uri }) => `${role}, ${uri}`) : [];
  });
  const kernels = weighKernels({ options, models, media: conditions.media });
  return chooseWay({ asked: options, kernels, unknownModels: unknown, conditions });
}

/** The kernels of a job, with what each takes. */
export const weighKernels = ({
  options,
  media,
  models,
}: Pick<JobToChooseFor, 'options' | 'media' | 'models'>): WeighedKernel<KernelName>[] =>
  options.kernels.map((name) => {
    const kernel: Kernel = registered[name];
    const cost = kernel.cost({ options, media, models });
    return { name, cost, looksAround: kernel.around !== undefined, inspects: kernel.inspects ?? false };
  });

/** A way, and what comes of it. */
type Estimated<Name extends string> = Way<Name> & Estimate;

interface ToChoose<Name extends string> {
  asked: Pick<JobOptions, 'mode' | 'inspect'>;
  kernels: readonly WeighedKernel<Name>[];
  /** Those that only tasks can run. */
  unknownModels: readonly string[];
  conditions: Conditions;
}

/** The same for kernels whose weight is known. */
export function chooseWay<Name extends string>(job: ToChoose<Name>): Choice<Name> {
  const { asked, kernels, conditions } = job;
  const modes = kernels.length === 1 ? (['fused'] as const) : (['fused', 'split'] as const);
  const places = placesFor(job);
  const ways = places
    .flatMap((inspectIn) => modes.map((mode) => wayOf(kernels, mode, inspectIn)))
    // One task for all is no splitting, except where that is asked for.
    .filter(({ mode, tasks }) => mode === 'fused' || tasks.length > 1 || asked.mode === 'split')
    .map((way): Estimated<Name> => ({ ...way, ...estimateWay(way, conditions) }));
  const chosen = best(
    ways.filter(
      ({ mode, inspectIn }) =>
        (asked.mode === 'auto' || modes.length === 1 || mode === asked.mode) &&
        (asked.inspect !== 'function' || places.length === 1 || inspectIn === 'function'),
    ),
  );
  return {
    mode: chosen.mode,
    tasks: chosen.tasks.map((task) => task.map(({ name }) => name)),
    inspectIn: chosen.inspectIn,
    reason: reasonFor(chosen, ways, job),
  };
}

/** Where pictures may be inspected: in tasks always, though it may not be wanted. */
function placesFor<Name extends string>({
  asked,
  kernels,
  unknownModels,
  conditions,
}: ToChoose<Name>): Way<Name>['inspectIn'][] {
  if (asked.inspect === 'task' || !kernels.some(({ inspects }) => inspects)) return ['task'];
  const refused = refusal(unknownModels, estimateWay(wayOf(kernels, 'fused', 'function'), conditions));
  if (!refused) return ['task', 'function'];
  if (asked.inspect === 'function') throw refused;
  return ['task'];
}

function refusal(
  unknownModels: readonly string[],
  { longestFunctionSeconds, mostSampleBytes }: Estimate,
): PipelineError | undefined {
  const remedy = 'Make segments shorter (segmentSeconds), take fewer pictures, or let tasks do it (inspect: task)';
  if (unknownModels.length > 0) {
    const message = `A function can't run models that lie in the tasks' image: ${unknownModels.join('; ')}. Give them as s3:// URIs, or let tasks run them (inspect: task).`;
    return new PipelineError('InvalidOptions', message, { figures: { models: unknownModels.join('; ') } });
  }
  if (longestFunctionSeconds > longestFunction) {
    const seconds = Math.ceil(longestFunctionSeconds);
    const message = `A function would run models over a segment's pictures for about ${seconds} s; estimated, at most ${longestFunction} s are allowed. ${remedy}.`;
    return new PipelineError('LimitExceeded', message, { figures: { seconds, limit: longestFunction } });
  }
  if (mostSampleBytes <= largestSamples) return undefined;
  const [megabytes, limit] = [Math.ceil(mostSampleBytes / 1e6), largestSamples / 1e6];
  const message = `A segment's pictures may take ${megabytes} MB, and a function has room for ${limit} MB. ${remedy}.`;
  return new PipelineError('LimitExceeded', message, { figures: { megabytes, limit } });
}

function wayOf<Name extends string>(
  kernels: readonly WeighedKernel<Name>[],
  mode: 'fused' | 'split',
  inspectIn: 'task' | 'function',
): Way<Name> {
  if (mode === 'fused') return { mode, tasks: [kernels], inspectIn };
  const isSampled = ({ inspects }: WeighedKernel<Name>) => inspects && inspectIn === 'function';
  const sampled = kernels.filter(isSampled);
  const [first = [], ...others] = kernels.filter((kernel) => !isSampled(kernel)).map((kernel) => [kernel]);
  return { mode, tasks: [[...first, ...sampled], ...others], inspectIn };
}

function best<Name extends string>(ways: readonly Estimated<Name>[]): Estimated<Name> {
  const [cheapest] = ways.toSorted((a, b) => a.dollars - b.dollars || a.seconds - b.seconds);
  if (!cheapest) throw new Error('There is always a way: modes and places that are asked for are among the ways');
  const [faster] = ways
    .filter(
      ({ seconds, dollars }) => seconds <= cheapest.seconds * clearlyFaster && dollars <= cheapest.dollars * littleMore,
    )
    .toSorted((a, b) => a.seconds - b.seconds || a.dollars - b.dollars);
  return faster ?? cheapest;
}

function reasonFor<Name extends string>(
  chosen: Estimated<Name>,
  ways: readonly Estimated<Name>[],
  { asked, kernels }: ToChoose<Name>,
): string {
  const [only] = kernels.length === 1 ? kernels : [];
  const isInspecting = kernels.some(({ inspects }) => inspects);
  const told = (name: string, { inspectIn, seconds, dollars }: Estimated<Name>) => {
    const models = isInspecting ? [`models in ${inspectIn === 'task' ? 'tasks' : 'a function'}`] : [];
    const figures = `about ${Math.round(seconds)} s and ${inDollars(dollars)} a segment`;
    return [...(name === '' ? [] : [name]), ...models, figures].join(', ');
  };
  const tasks = ({ tasks }: Way<Name>) => `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`;
  const names = {
    fused: 'fused: one decode for all kernels',
    split: `split: ${tasks(chosen)}${chosen.tasks.length > 1 ? ' side by side' : ''}`,
  };
  const name = only ? `${only.name} is the only kernel: one task` : names[chosen.mode];
  const others = ways
    .filter((way) => way !== chosen)
    .map((way) => told(only ? '' : way.mode === 'fused' ? 'fused' : `split into ${tasks(way)}`, way));
  return [`${asked.mode === 'auto' || only ? '' : 'as asked, '}${told(name, chosen)}`, ...others].join('; ');
}

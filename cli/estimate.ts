import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { highestLimits } from '../pipeline/limits';
import { checkCost } from '../pipeline/check-cost';
import { weighKernels } from '../pipeline/choose-tasks';
import { warmUpShare } from '../pipeline/estimate-task';
import type { JobEstimate } from '../pipeline/job-estimate';
import { JobOptions } from '../pipeline/job-options';
import { JobPolicy, PlanningPolicy } from '../pipeline/job-policy';
import { wayOf } from '../pipeline/job-work';
import { layOver } from '../pipeline/lay-over';
import { Limits, checkLimits } from '../pipeline/limits';
import type { Plan } from '../pipeline/plan';
import { planJob } from '../pipeline/plan-job';
import { checkKernels, kernelsOf } from '../pipeline/requirements';
import { warmUpSeconds } from '../pipeline/warm-up';
import type { CommandContext } from './command';
import { type DeployedPlanning, readDeployedPolicy } from './deployed-policy';
import type { EstimateOptions } from './estimate-options';
import { type ExaminedVideo, examineFile, examineObject } from './examine-video';
import { type SegmentLength, estimateHere } from './here-estimate';
import { atOnceHere, measureHere } from './measure-here';
import { type ToldEstimate, showEstimate, thisMachine } from './show-estimate';
import { placeOf, withStage } from './stage';
import { refuseUnless } from './typed-options';
import { UsageError, exit } from './usage-error';
import { inWorkFolder, locatePrograms } from './workplace';

const isObject = (video: string): boolean => video.startsWith('s3://');

/**
 * Says how a video would be cut, how long that takes and what it costs; no task runs on AWS.
 * @throws UsageError, and PipelineError when the job would be refused
 */
export async function estimateVideo(
  video: string,
  options: EstimateOptions,
  { terminal, surroundings, signal }: Pick<CommandContext, 'terminal' | 'surroundings' | 'signal'>,
): Promise<number> {
  const { ffmpeg, ffprobe } = await locatePrograms(surroundings, terminal, options.json, signal);
  const examine = { ffprobe: ffprobe.path, signal };
  const tell = (told: ToldEstimate) => {
    const text = options.json ? JSON.stringify(told, null, 2) : showEstimate(told).join('\n');
    terminal.stdout.write(`${text}\n`);
    return exit.succeeded;
  };
  if (options.stage !== undefined || options.endpoint !== undefined) {
    return withStage(placeOf(options, surroundings), async (stage) => {
      const planning = await readDeployedPolicy(stage);
      const given = { ...examine, limits: planning.limits };
      const examined = isObject(video) ? await examineObject(video, stage, given) : await examineFile(video, given);
      const { estimate, told, limits } = plan(video, examined, planning, options);
      const code = tell(onAws(told, estimate, stage.title));
      checkCost(estimate, limits.job, limits.stage);
      return code;
    });
  }
  if (isObject(video)) {
    throw new UsageError(
      `${video} lies in S3: name the stage that would work on it with --stage, or download it first.`,
    );
  }
  if (options.region !== undefined || options.architecture !== undefined) {
    const planning = ofDefaults(options);
    const examined = await examineFile(video, { ...examine, limits: planning.limits });
    const { estimate, told, limits } = plan(video, examined, planning, options);
    const code = tell(onAws(told, estimate, 'a stage of defaults'));
    checkCost(estimate, limits.job, limits.stage);
    return code;
  }
  const planning = ofThisMachine();
  const examined = await examineFile(video, { ...examine, limits: planning.limits });
  const decided = plan(video, examined, planning, options);
  if (!options.json) terminal.stderr.write('Two short stretches of it are run, to see how fast this machine is …\n');
  const measured = await inWorkFolder(tmpdir(), (folder) =>
    measureHere({
      ...{ ffmpeg, ffprobe, folder, path: video, signal, program: join(__dirname, 'container.cjs') },
      ...{ videoSeconds: examined.media.durationSeconds, options: decided.plan.options },
    }),
  );
  const seconds = estimateHere(measured, {
    videoSeconds: examined.media.durationSeconds,
    segments: lengthsOf(decided.plan),
    aroundShare: aroundShareOf(decided.plan),
    atOnce: atOnceHere(decided.plan.options),
  });
  const { dollars, region, pricesOf } = decided.estimate;
  return tell({ ...decided.told, where: thisMachine, seconds, dollars, region, pricesOf });
}

function plan(
  video: string,
  { source, media, index }: ExaminedVideo,
  { defaults, limits, policy }: DeployedPlanning,
  { given }: EstimateOptions,
) {
  const options = refuseUnless(JobOptions.safeParse(layOver(defaults, given)), given);
  checkLimits(media, limits, source.key);
  checkKernels(options, media);
  // Whether it is too dear is said when it is said how dear it is.
  const [{ maxCostUsd, ...job }, { maxCostUsd: most, ...stage }] = [options, policy];
  const named = { jobId: 'estimate', buckets: { work: 'work', output: 'output' }, expiresAt: 1 };
  const { plan, planned } = planJob({ ...named, source, media, index, options: job, policy: stage });
  const { estimate, mode, modeReason: reason, segmentCount: segments } = planned.summary;
  if (!estimate) throw new Error('A plan that was just made has an estimate');
  return {
    plan,
    estimate,
    told: { video, segments, mode, reason, tasks: estimate.tasks },
    limits: {
      job: maxCostUsd === undefined ? {} : { maxCostUsd },
      stage: most === undefined ? {} : { maxCostUsd: most },
    },
  };
}

const onAws = (
  told: Pick<ToldEstimate, 'video' | 'segments' | 'mode' | 'reason' | 'tasks'>,
  { seconds, dollars, region, pricesOf }: JobEstimate,
  title: string,
): ToldEstimate => ({ ...told, where: `${title} in ${region}`, seconds, dollars, region, pricesOf });

function ofDefaults({ region, architecture }: EstimateOptions): DeployedPlanning {
  const { defaults, limits, maxConcurrency, spotShare, fleet, recordDays, stallSeconds } = JobPolicy.parse({
    fleet: { region, architecture },
  });
  return { defaults, limits, policy: { maxConcurrency, spotShare, fleet, recordDays, stallSeconds } };
}

/** As `framefleet run` has it. */
const ofThisMachine = (): DeployedPlanning => ({
  defaults: JobOptions.parse({ maxConcurrency: availableParallelism() }),
  limits: Limits.parse(highestLimits),
  policy: PlanningPolicy.parse({ maxConcurrency: 1000 }),
});

/** A kernel that looks around has more decoded than others. */
function lengthsOf({ segments, options, media }: Plan): SegmentLength[] {
  const looksAround = kernelsOf(options).some(({ around }) => around !== undefined);
  return segments.map((segment) => ({
    own: segment.timeRange.end - segment.timeRange.start,
    around: warmUpSeconds(segment, looksAround, media),
  }));
}

function aroundShareOf(plan: Plan): number {
  const { mode, inspectIn, tasks = [plan.kernels] } = plan;
  return warmUpShare(wayOf({ mode, inspectIn, tasks }, weighKernels(plan)), plan);
}

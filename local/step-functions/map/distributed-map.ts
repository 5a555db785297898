import { randomUUID } from 'node:crypto';
import { processorOf, type MapState } from '../definition/definition';
import { fanOut } from '../states/fan-out';
import { failureDetails } from '../history/history';
import { batchItems } from './item-batcher';
import { readItems } from './item-reader';
import type { ItemSource } from './item-source';
import { parseJson, type JsonValue } from '../json';
import type { MapRun } from './map-run';
import { writeResults } from './result-writer';
import type { MapRunSettings, StateRun } from '../states/state-run';
import { EvaluationError, Interruption, StatesError } from '../states/states-error';
import type { MapRunner } from './map-runner';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
const distributedConcurrency = 10_000;

/**
 * A Map whose every item, or batch of items, is an execution of its own, with its own history. The output holds what the
 * succeeded ones gave, in the order of the items: those that failed, tolerated, have no place in it.
 */
export async function runDistributedMap(
  run: StateRun<MapState>,
  concurrency: number,
  source: ItemSource,
): Promise<JsonValue> {
  const { state, scope, trail, frame } = run;
  const known = state.ItemReader ? undefined : await source.items();
  if (!run.resumed) trail.write('MapStateStarted', { length: known?.length ?? 0 });
  const settings = await settingsOf(run, concurrency);
  const runner = scope.mapRunner(settings, frame, run.resumed);
  const { mapRun } = runner;
  frame.mapRunArn = mapRun.arn;
  const redriven = mapRun.redriveCount > 0;
  trail.write(redriven ? 'MapRunRedriven' : 'MapRunStarted', {
    mapRunArn: mapRun.arn,
    redriveCount: redriven ? mapRun.redriveCount : undefined,
  });
  try {
    const items = known ?? (state.ItemReader ? await readItems(run, state.ItemReader) : []);
    await runChildren(run, runner, source, items);
    const output = state.ResultWriter ? await writeResults(run, state.ResultWriter, mapRun) : outputsOf(mapRun);
    runner.end('SUCCEEDED');
    trail.write('MapRunSucceeded');
    trail.note('MapStateSucceeded');
    return output;
  } catch (error) {
    if (error instanceof Interruption) {
      runner.end('ABORTED');
      trail.write('MapRunAborted');
    } else {
      await tellFailure(run, mapRun, error);
      runner.end('FAILED');
      trail.write('MapRunFailed', error instanceof StatesError ? failureDetails(error) : {});
    }
    throw error;
  }
}

/** What was done until then is written all the same. Where it can't be, the first failure is the one to tell. */
async function tellFailure(run: StateRun<MapState>, mapRun: MapRun, error: unknown): Promise<void> {
  const { ResultWriter } = run.state;
  const ofWriting = error instanceof StatesError && error.errorName === 'States.ResultWriterFailed';
  if (ResultWriter?.Resource && !ofWriting) await writeResults(run, ResultWriter, mapRun).catch(() => undefined);
}

async function runChildren(
  run: StateRun<MapState>,
  runner: MapRunner,
  source: ItemSource,
  items: readonly JsonValue[],
): Promise<void> {
  const { mapRun } = runner;
  const batches =
    run.state.ItemBatcher && (await batchItems(run, run.state.ItemBatcher, await selected(source, items)));
  mapRun.expect(batches?.map((batch) => batch.items) ?? items.map(() => 1));
  const concurrency = {
    limit: () => Math.min(mapRun.limits.concurrency, distributedConcurrency),
    onChange: (listener: () => void) => void (mapRun.onLimitsChanged = listener),
  };
  const runChild = async (index: number, _slot: number, signal: AbortSignal): Promise<void> => {
    const child = mapRun.children[index];
    // A redrive leaves alone what went well.
    if (!child || child.status === 'SUCCEEDED') return;
    const inputOf = async () => batches?.[index]?.input ?? (await source.inputFor(items[index] ?? null, index));
    const { status } = await runner.runChild(index, inputOf, signal);
    if (status === 'SUCCEEDED' || signal.aborted) return;
    mapRun.countFailure(child.itemCount);
    if (mapRun.tooManyFailures) {
      throw new StatesError(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      );
    }
  };
  await fanOut(mapRun.children.length, concurrency, run.signal, runChild);
}

async function selected(source: ItemSource, items: readonly JsonValue[]): Promise<JsonValue[]> {
  const inputs: JsonValue[] = [];
  for (const [index, item] of items.entries()) inputs.push(await source.inputFor(item, index));
  return inputs;
}

function outputsOf({ children }: MapRun): JsonValue[] {
  return children.flatMap(({ status, output }) => (status === 'SUCCEEDED' ? [parseJson(output ?? 'null')] : []));
}

async function settingsOf(run: StateRun<MapState>, concurrency: number): Promise<MapRunSettings> {
  const { state, view, language } = run;
  const processor = processorOf(state);
  const toleratedCount = (await language.integer(state, 'ToleratedFailureCount', view)) ?? 0;
  const toleratedPercentage = (await language.float(state, 'ToleratedFailurePercentage', view)) ?? 0;
  if (toleratedCount < 0) throw new EvaluationError('ToleratedFailureCount cannot be negative.');
  if (toleratedPercentage < 0 || toleratedPercentage > 100) {
    throw new EvaluationError('ToleratedFailurePercentage must be between 0 and 100.');
  }
  return {
    graph: processor,
    label: state.Label ?? randomUUID(),
    express: processor.ProcessorConfig.ExecutionType === 'EXPRESS',
    concurrency,
    toleratedCount,
    toleratedPercentage,
  };
}

import { randomUUID } from 'node:crypto';
import { processorOf, type MapState } from './definition';
import { fanOut } from './fan-out';
import { failureDetails } from './history';
import { readItems } from './item-reader';
import { parseJson, type JsonValue } from './json';
import type { ItemSource } from './item-source';
import { floatAt, integerAt } from './number-at';
import type { StateRun } from './state-run';
import { EvaluationError, Interruption, StatesError } from './states-error';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
const distributedConcurrency = 10_000;

/**
 * A Map whose every item is an execution of its own, with its own history. The output holds what the succeeded ones gave, in the
 * order of the items: those that failed, tolerated, have no place in it.
 */
export async function runDistributedMap(
  run: StateRun<MapState>,
  effective: JsonValue,
  concurrency: number,
  source: ItemSource,
): Promise<JsonValue[]> {
  const { state, context, scope, trail } = run;
  const known = state.ItemReader ? undefined : source.items();
  trail.write('MapStateStarted', { length: known?.length ?? 0 });
  const mapRun = scope.beginMapRun({
    graph: processorOf(state),
    label: state.Label ?? randomUUID(),
    concurrency,
    ...toleranceOf(state, effective, context),
  });
  trail.write('MapRunStarted', { mapRunArn: mapRun.arn });
  const outputs: (JsonValue | undefined)[] = [];
  try {
    const items = known ?? (await readItems(run, effective));
    mapRun.expect(items.length);
    await fanOut(
      items.length,
      Math.min(concurrency, distributedConcurrency),
      run.signal,
      async (index, _slot, signal) => {
        const { status, output } = await mapRun.runItem(source.inputFor(items[index] ?? null, index), signal);
        if (output !== undefined) outputs[index] = parseJson(output);
        if (status !== 'SUCCEEDED' && !signal.aborted && mapRun.tooManyFailures) {
          throw new StatesError(
            'States.ExceedToleratedFailureThreshold',
            'The specified tolerated failure threshold was exceeded',
          );
        }
      },
    );
  } catch (error) {
    if (error instanceof Interruption) {
      mapRun.end('ABORTED');
      trail.write('MapRunAborted');
    } else {
      mapRun.end('FAILED');
      trail.write('MapRunFailed', error instanceof StatesError ? failureDetails(error) : {});
    }
    throw error;
  }
  mapRun.end('SUCCEEDED');
  trail.write('MapRunSucceeded');
  trail.note('MapStateSucceeded');
  return outputs.filter((output) => output !== undefined);
}

function toleranceOf(
  state: MapState,
  input: JsonValue,
  context: JsonValue,
): { toleratedCount: number; toleratedPercentage: number } {
  const countPath = state.ToleratedFailureCountPath;
  const sharePath = state.ToleratedFailurePercentagePath;
  const toleratedCount = countPath
    ? integerAt('ToleratedFailureCountPath', countPath, input, context)
    : (state.ToleratedFailureCount ?? 0);
  const toleratedPercentage = sharePath
    ? floatAt('ToleratedFailurePercentagePath', sharePath, input, context)
    : (state.ToleratedFailurePercentage ?? 0);
  if (toleratedCount < 0) throw new EvaluationError('ToleratedFailureCount cannot be negative.');
  if (toleratedPercentage < 0 || toleratedPercentage > 100) {
    throw new EvaluationError('ToleratedFailurePercentage must be between 0 and 100.');
  }
  return { toleratedCount, toleratedPercentage };
}

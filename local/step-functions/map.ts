import { processorOf, type MapState } from './definition';
import { runDistributedMap } from './distributed-map';
import { fanOut } from './fan-out';
import { itemSource, type ItemSource } from './item-source';
import type { JsonValue } from './json';
import { integerAt } from './number-at';
import type { Trail } from './history';
import type { StateResult, StateRun } from './state-run';
import { EvaluationError } from './states-error';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const inlineConcurrency = 40;

/** https://states-language.net/#map-state */
export async function runMap(run: StateRun<MapState>): Promise<StateResult> {
  const { state, input, context, language } = run;
  const effective = language.input(state, input, context);
  const concurrency = concurrencyOf(state, effective, context);
  const source = itemSource(state, effective, context);
  const outputs =
    processorOf(state).ProcessorConfig.Mode === 'DISTRIBUTED'
      ? await runDistributedMap(run, effective, concurrency, source)
      : await runIterations(run, concurrency, source);
  return { output: language.output(state, input, outputs, context) };
}

/** Zero means no limit but the service's own. */
function concurrencyOf(state: MapState, input: JsonValue, context: JsonValue): number {
  const { MaxConcurrency = 0, MaxConcurrencyPath } = state;
  const limit = MaxConcurrencyPath
    ? integerAt('MaxConcurrencyPath', MaxConcurrencyPath, input, context)
    : MaxConcurrency;
  if (limit < 0) throw new EvaluationError('MaxConcurrency cannot be negative.');
  return limit === 0 ? Infinity : limit;
}

async function runIterations(run: StateRun<MapState>, concurrency: number, source: ItemSource): Promise<JsonValue[]> {
  const { state, name, scope, trail } = run;
  const items = source.items();
  trail.write('MapStateStarted', { length: items.length });
  const started = trail.fork();
  const slots = new Map<number, Trail>();
  const outputs: JsonValue[] = [];
  let failed = false;
  await fanOut(items.length, Math.min(concurrency, inlineConcurrency), run.signal, async (index, slot, signal) => {
    const value = items[index] ?? null;
    const line = slots.get(slot) ?? started.fork();
    slots.set(slot, line);
    line.write('MapIterationStarted', { name, index });
    try {
      const input = source.inputFor(value, index);
      outputs[index] = await scope.runBranch(processorOf(state), input, {
        trail: line,
        signal,
        mapItem: { index, value },
      });
      const ended = line.note('MapIterationSucceeded', { name, index });
      if (!failed) trail.continueFrom(ended);
    } catch (error) {
      line.note(signal.aborted ? 'MapIterationAborted' : 'MapIterationFailed', { name, index });
      if (!failed) trail.continueFrom(line.last);
      failed = true;
      throw error;
    }
  });
  trail.note('MapStateSucceeded');
  return outputs;
}

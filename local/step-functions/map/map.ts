import { processorOf, type MapState } from '../definition/definition';
import { runDistributedMap } from './distributed-map';
import { fanOut } from '../states/fan-out';
import { itemSource, type ItemSource } from './item-source';
import { parseJson, type JsonValue } from '../json';
import type { Trail } from '../history/history';
import type { StateResult, StateRun } from '../states/state-run';
import { EvaluationError } from '../states/states-error';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const inlineConcurrency = 40;

/** https://states-language.net/#map-state */
export async function runMap(run: StateRun<MapState>): Promise<StateResult> {
  const concurrency = await concurrencyOf(run);
  const source = itemSource(run);
  const distributed = processorOf(run.state).ProcessorConfig.Mode === 'DISTRIBUTED';
  const value = distributed
    ? await runDistributedMap(run, concurrency, source)
    : await runIterations(run, concurrency, source);
  return { given: { kind: 'result', value } };
}

/** Zero means no limit but the service's own. */
async function concurrencyOf({ state, view, language }: StateRun<MapState>): Promise<number> {
  const limit = (await language.integer(state, 'MaxConcurrency', view)) ?? 0;
  if (limit < 0) throw new EvaluationError('MaxConcurrency cannot be negative.');
  return limit === 0 ? Infinity : limit;
}

async function runIterations(run: StateRun<MapState>, concurrency: number, source: ItemSource): Promise<JsonValue[]> {
  const { state, name, scope, trail, frame } = run;
  const items = await source.items();
  if (!run.resumed) {
    trail.write('MapStateStarted', { length: items.length });
    frame.forgetBranches();
  }
  const started = trail.fork();
  const slots = new Map<number, Trail>();
  const outputs: JsonValue[] = [];
  let failed = false;
  await fanOut(items.length, Math.min(concurrency, inlineConcurrency), run.signal, async (index, slot, signal) => {
    const value = items[index] ?? null;
    const inner = frame.child(index);
    if (inner.output !== undefined) {
      // A redrive leaves alone what went well.
      outputs[index] = parseJson(inner.output);
      return;
    }
    const line = started.fork(inner);
    line.continueFrom(slots.get(slot)?.last ?? started.last);
    slots.set(slot, line);
    line.write('MapIterationStarted', { name, index });
    try {
      const input = await source.inputFor(value, index);
      const mapItem = { index, value };
      const position = { trail: line, signal, mapItem, frame: inner, variables: run.view.variables };
      outputs[index] = await scope.runBranch(processorOf(state), input, position);
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

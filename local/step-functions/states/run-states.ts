import type { Graph, State } from '../definition/definition';
import { parseJson } from '../json';
import { breathe } from './pace';
import { runState } from './run-state';
import { payloadOf, type Payload, type Position, type Scope } from './state-run';

/**
 * Runs a graph to its end and gives its output: from its first state on, or from where its frame says that it was left.
 * Throws StatesError, Interruption or HistoryFull.
 */
export async function runStates(graph: Graph, input: Payload, position: Position, scope: Scope): Promise<Payload> {
  const { frame, signal } = position;
  let resumed = frame.entered !== undefined && frame.exited === undefined;
  let payload = resumed || frame.exited ? payloadIn(frame.exited?.output ?? frame.entered?.input ?? 'null') : input;
  let name: string | undefined = frame.exited ? frame.exited.next : (frame.entered?.name ?? graph.StartAt);
  while (name !== undefined) {
    for (let pause = breathe(); pause; pause = breathe()) await pause;
    signal.throwIfAborted();
    const state: State | undefined = graph.States[name];
    if (!state) throw new Error(`The state ${name} got past the check of the definition`);
    const left = await runState(name, state, payload, position, scope, resumed);
    resumed = false;
    payload = left.payload;
    name = left.next;
  }
  return payload;
}

function payloadIn(text: string): Payload {
  return { ...payloadOf(parseJson(text)), text };
}

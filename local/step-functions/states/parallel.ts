import type { ParallelState } from '../definition/definition';
import { fanOut } from './fan-out';
import type { JsonValue } from '../json';
import type { StateResult, StateRun } from './state-run';

/** https://states-language.net/#parallel-state */
export async function runParallel(run: StateRun<ParallelState>): Promise<StateResult> {
  const { state, view, language, scope, trail, frame } = run;
  const branchInput = await language.arguments(state, view);
  if (!run.resumed) {
    trail.write('ParallelStateStarted');
    frame.forgetBranches();
  }
  const started = trail.fork();
  const outputs: JsonValue[] = [];
  let failed = false;
  await fanOut(state.Branches.length, Infinity, run.signal, async (index, _slot, signal) => {
    const branch = state.Branches[index];
    if (!branch) return;
    const inner = frame.child(index);
    const line = started.fork(inner);
    const { mapItem } = run;
    const { variables } = view;
    const position = { trail: line, signal, mapItem, inParallel: true, frame: inner, variables };
    try {
      outputs[index] = await scope.runBranch(branch, branchInput, position);
      if (!failed) trail.continueFrom(line.last);
    } catch (error) {
      // What follows a failed Parallel follows the branch that failed first, not those aborted after it.
      if (!failed) trail.continueFrom(line.last);
      failed = true;
      throw error;
    }
  });
  trail.note('ParallelStateSucceeded');
  return { given: { kind: 'result', value: outputs } };
}

import type { ParallelState } from './definition';
import { fanOut } from './fan-out';
import type { JsonValue } from './json';
import type { StateResult, StateRun } from './state-run';

/** https://states-language.net/#parallel-state */
export async function runParallel(run: StateRun<ParallelState>): Promise<StateResult> {
  const { state, input, context, language, scope, trail } = run;
  const branchInput = language.parameters(state, language.input(state, input, context), context);
  trail.write('ParallelStateStarted');
  const started = trail.fork();
  const outputs: JsonValue[] = [];
  let failed = false;
  await fanOut(state.Branches.length, Infinity, run.signal, async (index, _slot, signal) => {
    const branch = state.Branches[index];
    if (!branch) return;
    const line = started.fork();
    try {
      outputs[index] = await scope.runBranch(branch, branchInput, { trail: line, signal, mapItem: run.mapItem });
      if (!failed) trail.continueFrom(line.last);
    } catch (error) {
      // What follows a failed Parallel follows the branch that failed first, not those aborted after it.
      if (!failed) trail.continueFrom(line.last);
      failed = true;
      throw error;
    }
  });
  trail.note('ParallelStateSucceeded');
  return { output: language.output(state, input, outputs, context) };
}

import * as z from 'zod';
import type { Frame } from './frame';
import { parseJson } from '../json';

const Entered = z.object({
  id: z.number(),
  stateEnteredEventDetails: z.object({ name: z.string(), input: z.string() }),
});
const Exited = z.object({
  stateExitedEventDetails: z.object({
    output: z.string(),
    assignedVariables: z.record(z.string(), z.string()).default({}),
  }),
});
const MapRunStarted = z.object({ mapRunStartedEventDetails: z.object({ mapRunArn: z.string() }) });

/**
 * Brings an execution's frames to where an event left them, as running it did.
 * @param root the execution's own
 * @param path of the frame that wrote the event
 * @param next the state that follows the one that is left
 */
export function replayEvent(root: Frame, event: { type: string }, path: string, next: string | undefined): void {
  const frame = root.at(path);
  const { type } = event;
  if (type.endsWith('StateEntered')) {
    const { id, stateEnteredEventDetails } = Entered.parse(event);
    frame.enter({ ...stateEnteredEventDetails, eventId: id });
  } else if (type.endsWith('StateExited')) {
    const { output, assignedVariables } = Exited.parse(event).stateExitedEventDetails;
    const variables = Object.entries(assignedVariables).map(([name, text]) => [name, parseJson(text)] as const);
    frame.exit({ output, next }, Object.fromEntries(variables));
  } else if (type === 'ParallelStateStarted' || type === 'MapStateStarted') {
    frame.forgetBranches();
  } else if (type === 'MapRunStarted') {
    frame.mapRunArn = MapRunStarted.parse(event).mapRunStartedEventDetails.mapRunArn;
  }
}

import { PipelineError } from '../pipeline/errors';

/**
 * Aborted when the task is told to stop. Listened to from the moment this module is loaded, before all that takes longer; a further
 * SIGTERM changes nothing.
 */
const told = new AbortController();

process.on('SIGTERM', () => {
  const message = 'The task was told to stop (SIGTERM): a Spot interruption or a cancelled execution.';
  told.abort(new PipelineError('Interrupted', message));
});

export const stopSignal: AbortSignal = told.signal;

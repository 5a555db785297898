import { asUnavailable } from '../aws/unavailable';
import { ProcessFailed } from '../media/run';
import { PipelineError } from '../pipeline/errors';

/** A typed error stays what it is; anything else becomes one that tells who was at fault. */
export function explain(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  if (error instanceof ProcessFailed) return explainProcess(error);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = codeOf(error);
  if (fullDisk.has(code)) return diskFull(message, error);
  return asUnavailable(error) ?? new PipelineError('TaskCrashed', message, { cause: error });
}

function explainProcess(error: ProcessFailed): PipelineError {
  const said = error.stderr.join('\n');
  if (said.includes('No space left on device')) return diskFull(error.message, error);
  if (/Server returned|Connection (?:reset|refused)|timed out/i.test(said)) {
    const message = `The source can't be read: ${error.stderr.at(-1) ?? ''}`;
    return new PipelineError('SourceUnreadable', message, { cause: error });
  }
  const remedy = error.exitSignal === 'SIGKILL' ? ' It was killed, mostly for want of memory: give the task more.' : '';
  return new PipelineError('FfmpegFailed', `${error.message}.${remedy}`, { cause: error });
}

const diskFull = (said: string, cause: unknown): PipelineError =>
  new PipelineError('DiskFull', `The task's disk is full: give it more ephemeral storage. ${said}`, { cause });

/** A disk, or what a user may have of it. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

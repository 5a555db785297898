import { ErrorName, PipelineError, isRetryable } from '../../pipeline/errors';

describe('PipelineError', () => {
  test('carries its name, its figures and its cause', () => {
    const cause = new Error('why');
    const error = new PipelineError('NoFrames', 'nothing to see', { figures: { frames: 0 }, cause });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.figures, error.cause]).toEqual(['NoFrames', 'nothing to see', { frames: 0 }, cause]); // prettier-ignore
    expect(new PipelineError('NoFrames', '').figures).toEqual({});
  });
});

describe('isRetryable', () => {
  test('only what may succeed elsewhere or later is tried again', () => {
    expect(ErrorName.options.filter(isRetryable)).toEqual([
      'SourceUnreadable',
      'StoreUnavailable',
      'FrameMismatch',
      'OutputMismatch',
      'FfmpegFailed',
      'Interrupted',
      'Stalled',
      'DiskFull',
      'TaskCrashed',
    ]);
  });
});

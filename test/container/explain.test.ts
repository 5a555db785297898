import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { explain } from '../../container/explain';
import { ProcessFailed } from '../../media/run';
import { PipelineError, isRetryable } from '../../pipeline/errors';

const ffmpegSaid = (...stderr: string[]) =>
  new ProcessFailed({ command: 'ffmpeg -i a', durationSeconds: 1.25, stderr }, 1, null);

const s3Said = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: 'So it is.', $fault: 'server', $metadata: { httpStatusCode } });

const withCode = (code: string) => Object.assign(new Error('what the system says'), { code });

describe('explain', () => {
  test('a typed error stays what it is', () => {
    const error = new PipelineError('InvalidPlan', 'no such segment');
    expect(explain(error)).toBe(error);
  });

  test('ffmpeg’s failure keeps its last line', () => {
    const cause = ffmpegSaid('first', 'Error while decoding');
    expect(explain(cause)).toMatchObject({
      name: 'FfmpegFailed',
      message: 'ffmpeg ended with exit code 1 after 1.3 s: Error while decoding.',
      cause,
    });
  });

  test('an ffmpeg that was killed wanted memory', () => {
    const { name, message } = explain(new ProcessFailed({ command: 'ffmpeg', durationSeconds: 9, stderr: [] }, null, 'SIGKILL')); // prettier-ignore
    expect([name, message]).toEqual(['FfmpegFailed', expect.stringContaining('give the task more')]);
  });

  test.each([
    'Server returned 403 Forbidden (access denied)',
    '[tcp] Connection refused',
    'Connection reset by peer',
    'Operation timed out',
  ])('a source that can’t be read: %s', (line) => {
    expect(explain(ffmpegSaid(line, 'Error opening input'))).toMatchObject({
      name: 'SourceUnreadable',
      message: "The source can't be read: Error opening input",
    });
  });

  test.each([
    ['ffmpeg’s word for it', ffmpegSaid('av_interleaved_write_frame(): No space left on device', 'Conversion failed!')],
    ['our own writes’', withCode('ENOSPC')],
    ['a quota’s', withCode('EDQUOT')],
  ])('a full disk is told, with the remedy: %s', (_, error) => {
    const { name, message } = explain(error);
    expect(name).toBe('DiskFull');
    expect(message).toMatch(/^The task's disk is full: give it more ephemeral storage\. /);
  });

  test.each([
    ['SlowDown', s3Said('SlowDown', 503)],
    ['a name of a later year', s3Said('Unheard', 500)],
    ['S3’s RequestTimeout', s3Said('RequestTimeout', 400)],
    ['a throttled table', new ProvisionedThroughputExceededException({ message: 'too much', $metadata: { httpStatusCode: 400 } })], // prettier-ignore
    ['a reset connection', withCode('ECONNRESET')],
    ['a silent one', Object.assign(new Error('the request socket timed out'), { name: 'TimeoutError' })],
  ])('a store that is out of reach is worth another try: %s', (_, error) => {
    const { name, message } = explain(error);
    expect([name, isRetryable(name)]).toEqual(['StoreUnavailable', true]);
    expect(message).toContain(error.message);
  });

  test('anything else keeps its words', () => {
    expect(explain(new TypeError('x is no function'))).toMatchObject({
      name: 'TaskCrashed',
      message: 'TypeError: x is no function',
    });
    expect(explain(s3Said('AccessDenied', 403)).name).toBe('TaskCrashed');
    expect(explain('a text').message).toBe('a text');
  });
});

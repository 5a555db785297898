import { join } from 'node:path';
import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { temporaryFolder } from '../../tools';
import { twoSquaresClip } from '../clips';
import { type Workshop, eventually } from '../run-job';
import { tryCase } from './try-case';

// What can't go well ends at once, or after a bounded number of attempts, with a name and a sentence.

describe('what can’t go well', () => {
  const folder = temporaryFolder('all');
  let video: string;
  const options = { segmentSeconds: 1, maxConcurrency: 1, crf: 0 };

  beforeAll(async () => {
    video = await twoSquaresClip(join(folder(), 'squares.mp4'));
  });

  /** As soon as the first segment is done: the others find nothing. */
  async function deleteSource({ stack, record }: Workshop, id: string): Promise<void> {
    const { input } = await eventually(async () => {
      const job = await record(id);
      return job.segments[0]?.state === 'DONE' ? job : undefined;
    });
    const s3 = new S3Client(stack.clients);
    await s3.send(new DeleteObjectCommand({ Bucket: input.bucket, Key: input.key, VersionId: input.versionId }));
    s3.destroy();
  }

  test('a source that is deleted meanwhile: the task is refused, and not tried again', async () => {
    const { state, error, message, attempts, complaints } = await tryCase({
      ...{ video, options, faults: {}, meanwhile: deleteSource },
    });
    expect({ state, error, complaints }).toEqual({ state: 'FAILED', error: 'SourceChanged', complaints: [] });
    expect(message).toMatch(/^Segment [12] of 0-2 .* failed in attempt 1 with SourceChanged: /);
    expect([2, 3]).toContain(attempts);
  });

  test('a task that is killed at each attempt: tried three times', async () => {
    const tasks = [0, 1, 2].map((task) => ({ task, command: 'segment' as const, request: 5, how: 'kill' as const }));
    const { state, error, message, attempts, launches, injected, complaints } = await tryCase({
      video,
      options,
      faults: { tasks },
    });
    expect({ state, error, attempts, launches, complaints }).toEqual({
      ...{ state: 'FAILED', error: 'TaskStopped', attempts: 3, launches: 3, complaints: [] },
    });
    expect(injected).toHaveLength(3);
    expect(message).toContain('exit code 137');
  });

  test('a container without ffmpeg: refused, and not tried again', async () => {
    const tried = await tryCase({ video, options, faults: {}, ffmpegPath: '/nowhere/ffmpeg' });
    expect(tried).toMatchObject({ state: 'FAILED', error: 'FfmpegNotFound', launches: 1, complaints: [] });
  });
});

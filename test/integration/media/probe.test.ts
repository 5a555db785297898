import { stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probeMedia } from '../../../media/probe';
import { PipelineError } from '../../../pipeline/errors';
import { temporaryFolder, tools } from '../../tools';
import { make, picture, sound } from './clips';
import { rotate } from './rotate';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-sc_threshold', '0', '-pix_fmt', 'yuv420p'];

describe('probeMedia', () => {
  const folder = temporaryFolder();
  const probe = async (path: string, name = 'clip') => probeMedia((await tools()).ffprobe.path, { url: path }, name);
  const refusal = async (path: string, name = 'clip'): Promise<PipelineError> => {
    const error: unknown = await probe(path, name).catch((reason: unknown) => reason);
    if (error instanceof PipelineError) return error;
    throw new Error(`Expected a PipelineError, got ${String(error)}`);
  };

  test('an MP4 with sound', async () => {
    const path = await make(join(folder(), 'a.mp4'), [...picture(3), ...sound(3), ...h264, '-c:a', 'aac', '-ac', '1']);
    const { media, index } = await probe(path);
    expect(media).toMatchObject({
      durationSeconds: 3,
      keyFrameCount: 3,
      audio: [{ index: 1, codec: 'aac', channels: 1, sampleRate: 48_000 }],
      video: {
        index: 0,
        codec: 'h264',
        width: 160,
        height: 120,
        pixelFormat: 'yuv420p',
        rotation: 0,
        timeBase: { numerator: 1, denominator: 12_800 },
        frameRate: { numerator: 25, denominator: 1 },
        startPts: 0,
        endPts: 38_400,
        frameCount: 75,
      },
    });
    expect(media.format.split(',')).toContain('mp4');
    expect(index).toEqual({
      keyFrames: [0, 12_800, 25_600],
      framesFrom: [25, 25, 25],
      startPts: 0,
      endPts: 38_400,
      frameCount: 75,
    });
  });

  test('a raw stream tells no times: one piece, as long as its frames', async () => {
    const path = await make(join(folder(), 'a.h264'), [...picture(2), ...h264, '-f', 'h264']);
    const { media, index } = await probe(path);
    expect(index.keyFrames).toHaveLength(1);
    expect(index.frameCount).toBe(50);
    expect(media.durationSeconds).toBeCloseTo(2, 1);
  });

  test('a phone’s upright video: sizes as displayed, rotation clockwise', async () => {
    const plain = await make(join(folder(), 'plain.mp4'), [...picture(1), ...h264]);
    const path = await make(join(folder(), 'rotated.mp4'), ['-i', plain, '-c', 'copy']);
    await rotate(path, 120);
    const { media } = await probe(path);
    expect(media.video).toMatchObject({ width: 120, height: 160, rotation: 90 });
  });

  test('cover art isn’t the video', async () => {
    const cover = await make(join(folder(), 'cover.png'), [...picture(0.04), '-frames:v', '1']);
    const path = await make(join(folder(), 'song.mp3'), [
      ...['-i', cover, ...sound(1), '-map', '1:a', '-map', '0:v', '-c:v', 'copy', '-disposition:v', 'attached_pic'],
    ]);
    expect((await refusal(path)).name).toBe('NoVideoStream');
  });

  test('refuses sound alone, telling what is there', async () => {
    const path = await make(join(folder(), 'a.wav'), sound(1));
    const { name, message } = await refusal(path, 'song.wav');
    expect(name).toBe('NoVideoStream');
    expect(message).toBe('"song.wav" has no video stream, only: audio (pcm_s16le). Upload a file with pictures.');
  });

  test('refuses text, by what is in it', async () => {
    const path = join(folder(), 'notes');
    await writeFile(path, 'Dear diary,\n'.repeat(100));
    const { name, message } = await refusal(path, 'notes.txt');
    expect(name).toBe('NotAVideo');
    expect(message).toMatch(/^"notes\.txt" is no video that ffprobe understands \(it said: .+\)\. Upload a video file/);
  });

  test('refuses an empty file', async () => {
    const path = join(folder(), 'empty.mp4');
    await writeFile(path, '');
    expect((await refusal(path)).name).toBe('NotAVideo');
  });

  test('refuses an MP4 whose index was cut off, saying so', async () => {
    // Without faststart the moov atom comes last.
    const path = await make(join(folder(), 'cut.mp4'), [...picture(2), ...h264]);
    await truncate(path, Math.floor((await stat(path)).size / 2));
    const { name, message } = await refusal(path);
    expect(name).toBe('NotAVideo');
    expect(message).toContain('Its index (the moov atom) is missing');
  });

  test('refuses a video without a frame', async () => {
    const path = await make(join(folder(), 'none.avi'), [...picture(1), '-frames:v', '0', ...h264]);
    expect((await refusal(path)).name).toBe('NoFrames');
  });

  test('a source that can’t be reached is worth another try', async () => {
    const { name, message } = await refusal('http://127.0.0.1:1/a.mp4?X-Amz-Signature=secret');
    expect(name).toBe('SourceUnreadable');
    expect(message).not.toContain('secret');
  });

  test('stops when it is told to', async () => {
    const { ffprobe } = await tools();
    const reason = new Error('told to stop');
    await expect(probeMedia(ffprobe.path, { url: '/a' }, 'a', AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

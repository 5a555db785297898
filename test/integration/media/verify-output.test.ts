import { join } from 'node:path';
import { type JoinedVideo, verifyOutput } from '../../../container/verify-output';
import { probeMedia } from '../../../media/probe';
import type { AudioStream } from '../../../pipeline/media-info';
import { type FrameTimes, packFrameTimes } from '../../../pipeline/segment';
import { temporaryFolder, tools } from '../../tools';
import { framesOf, make, picture, sound } from './clips';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-pix_fmt', 'yuv420p'];
/** Pictures through a filter, and of sound that begins later by as many seconds. */
const clip = (filter = 'null', late = '0', seconds = 2) => [
  ...[
    ...picture(seconds),
    '-itsoffset',
    late,
    ...sound(2),
    '-map',
    '0',
    '-map',
    '1',
    '-filter:v',
    filter,
    'passFrames',
  ],
  ...[...h264, '-c:a', 'aac', '-video_track_timescale', '12800'],
];

describe('the verification of a joined video', () => {
  const folder = temporaryFolder('all');
  let source: Omit<JoinedVideo, 'path'>;
  /** Frames that it has looked at so far. */
  let seen = 0;
  const at = (name: string) => join(folder(), name);

  /** Takes a file for what was joined of the source, which had two seconds of pictures and sound. */
  const verify = async (name: string, recipe: string[], changes: Partial<JoinedVideo> = {}) =>
    verifyOutput(
      {
        ffprobe: (await tools()).ffprobe.path,
        signal: new AbortController().signal,
        onFrames: (frames) => (seen = frames),
      },
      { ...source, ...changes, path: await make(at(name), recipe) },
    );

  beforeAll(async () => {
    const { ffmpeg, ffprobe } = await tools();
    const path = await make(at('source.mp4'), clip());
    const { media } = await probeMedia(ffprobe.path, { url: path }, 'source.mp4');
    const decoded: FrameTimes[] = [packFrameTimes((await framesOf(path)).map(({ pts }) => pts))];
    const stream: AudioStream = media.audio[0]!;
    const track = { stream, as: 'copied', startSeconds: -1024 / stream.sampleRate, delaySeconds: 0 } as const;
    source = { ffmpeg, container: 'mp4', media, sound: [track], subtitles: [], leftOut: [], decoded, announced: 50 };
  });

  test('finds nothing wrong with one that is as the source is', async () => {
    expect(await verify('same.mp4', clip())).toMatchObject({
      frames: { written: 50, announced: 50 },
      greatestTimeErrorSeconds: 0,
      duration: { sourceSeconds: 2, seconds: 2 },
      audio: [{ stream: 1, codec: 'aac', as: 'copied' }],
    });
    expect(seen).toBe(50);
  });

  test.each([
    ['a frame is missing', "select='not(eq(n,20))'", 2],
    ['a frame is twice there', 'loop=1:1:20,setpts=N/(25*TB)', 2],
    ['a frame has another time', "select='not(eq(n,20))'", 2.04],
  ])('%s: FrameMismatch', async (_, filter, seconds) => {
    await expect(verify('frames.mp4', clip(filter, '0', seconds))).rejects.toMatchObject({ name: 'FrameMismatch' });
  });

  test.each([
    ['sound is late', clip('null', '0.01'), 'has the sound of stream 1 (aac) '],
    ['sound is missing', [...clip(), '-an'], 'has 0 sound tracks instead of 1'],
    ['sound is twice there', [...clip(), '-map', '1'], 'has 2 sound tracks instead of 1'],
  ])('%s: OutputMismatch', async (_, recipe, message) => {
    await expect(verify('sound.mp4', recipe)).rejects.toMatchObject({
      name: 'OutputMismatch',
      message: expect.stringContaining(message) as string,
    });
  });

  test('sound that was encoded anew begins where what is heard of the source does', async () => {
    const [track] = source.sound;
    const anew = (startSeconds: number) => ({ sound: [{ ...track!, as: 'aac' as const, startSeconds }] });
    const { audio } = await verify('anew.mp4', clip(), anew(0));
    expect(audio[0]?.errorSeconds).toBeLessThan(0.001);
    await expect(verify('anew.mp4', clip(), anew(0.01))).rejects.toMatchObject({ name: 'OutputMismatch' });
  });

  test('chapters and subtitles that are missing: OutputMismatch', async () => {
    const media = { ...source.media, chapterCount: 2 };
    await expect(verify('plain.mp4', clip(), { media })).rejects.toThrow('has 0 chapters instead of 2');
    const subtitles = [{ stream: { index: 2, codec: 'subrip', isText: true }, as: 'mov_text' as const }];
    await expect(verify('plain.mp4', clip(), { subtitles })).rejects.toThrow('has 0 subtitle tracks instead of 1');
  });

  test('another duration: OutputMismatch where the source tells its own', async () => {
    const media = { ...source.media, durationSeconds: 3 };
    const newer = { mp4Frames: [] };
    await expect(verify('short.mp4', clip(), { media, ffmpeg: newer })).rejects.toThrow('lasts 2.000000 s, its source 3.000000 s'); // prettier-ignore
    // Its index doesn't count; or frames are damaged; or ffmpeg can't: then the last frame is as long as the others.
    for (const changes of [{ announced: null }, { announced: 51 }, { ffmpeg: { mp4Frames: ['-bf', '0'] } }]) {
      const { duration } = await verify('short.mp4', clip(), { media, ffmpeg: newer, ...changes });
      expect(duration.seconds).toBe(2);
    }
  });
});

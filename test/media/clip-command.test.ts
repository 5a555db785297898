import { type CopyCommandInput, clipContainer, copyCommand, soundCommand } from '../../media/clip-command';
import type { AudioStream } from '../../pipeline/media-info';

const audio: AudioStream = { index: 1, codec: 'aac', channels: 2, sampleRate: 48_000 };
const source = { url: '/videos/a.mp4' };
const copy = (changes: Partial<CopyCommandInput> = {}) =>
  copyCommand({
    ...{ source, stream: 0, audio: [audio], start: 4, end: 10, firstSeconds: 1, container: 'mp4' },
    ...{ outputPath: '/clips/1.mp4', ...changes },
  });
const after = (args: string[], option: string): string | undefined => args[args.indexOf(option) + 1];

test('MP4 for what players expect there, Matroska for all else', () => {
  expect(['h264', 'hevc', 'mpeg4', 'av1', 'vp8', 'mjpeg', 'ffv1'].map(clipContainer)).toEqual([
    ...['mp4', 'mp4', 'mp4', 'mp4', 'mkv', 'mkv', 'mkv'],
  ]);
});

describe('copyCommand', () => {
  test('seeks the first key frame in the file’s own clock, and ends at the second', () => {
    const args = copy();
    expect(args.slice(args.indexOf('-seek_timestamp'), args.indexOf('-map'))).toEqual([
      ...['-seek_timestamp', '1', '-ss', '4.000000', '-i', '/videos/a.mp4', '-t', '6.000000'],
    ]);
    expect(after(args, '-c')).toBe('copy');
    expect(args.filter((_, place) => args[place - 1] === '-map')).toEqual(['0:0', '0:1']);
  });

  test('never before the key frame: a time between microseconds is rounded up', () => {
    expect(after(copy({ start: 10 / 3 }), '-ss')).toBe('3.333334');
  });

  test('from the beginning to the end: neither a seek nor a length', () => {
    const args = copy({ start: null, end: null });
    expect([args.includes('-ss'), args.includes('-t')]).toEqual([false, false]);
  });

  test('from the beginning: the length counts from the first frame', () => {
    expect(after(copy({ start: null }), '-t')).toBe('9.000000');
  });
});

describe('soundCommand', () => {
  const sound = (start: number) =>
    soundCommand({
      ...{ picturePath: '/work/pictures.mp4', source, audio: [audio, { ...audio, index: 3, channels: 6 }] },
      ...{ start, end: start + 2.5, firstSeconds: 1, outputPath: '/work/clip.mp4' },
    });

  test('each track is cut to the pictures’ time and encoded; the pictures are copied', () => {
    const args = sound(20);
    expect(after(args, '-filter_complex')?.split(';')).toEqual([
      '[1:1]atrim=start=20.000000:end=22.500000,asetpts=PTS-20.000000/TB[sound0]',
      '[1:3]atrim=start=20.000000:end=22.500000,asetpts=PTS-20.000000/TB[sound1]',
    ]);
    expect([after(args, '-c:v'), after(args, '-c:a:0'), after(args, '-b:a:0'), after(args, '-b:a:1')]).toEqual([
      ...['copy', 'aac', '192000', '384000'],
    ]);
    expect(after(args, '-ss')).toBe('10.000000');
  });

  test('near the beginning nothing is skipped', () => {
    expect(sound(8)).not.toContain('-ss');
  });
});

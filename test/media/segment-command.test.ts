import type { Ffmpeg } from '../../media/locate';
import { type Branch, type SegmentCommandInput, segmentCommand } from '../../media/segment-command';
import type { Segment } from '../../pipeline/segment';

const ffmpeg: Ffmpeg = {
  path: 'ffmpeg',
  version: '7',
  foundBy: 'PATH',
  passFrames: ['-fps_mode', 'passthrough'],
  mp4Frames: [],
};
const middle: Segment = {
  index: 1,
  start: 128_000,
  end: 256_000,
  seek: 128_000,
  warmUpSeek: 115_200,
  lookAheadEnd: 281_600,
  announcedFrames: 0,
  timeRange: { start: 10, end: 20 },
};
const gray: Branch = {
  range: 'segment',
  filters: ['hue=s=0', 'format=yuv420p'],
  output: { kind: 'file', path: '/parts/gray.mp4', encoder: ['-c:v', 'libx264', '-crf', '23'] },
};
const frames: Branch = { range: 'warmUp', filters: ['scale=320:180', 'format=gray'], output: { kind: 'frames' } };

const command = (changes: Partial<SegmentCommandInput> = {}) =>
  segmentCommand({
    ffmpeg,
    source: { url: '/videos/a.mp4' },
    stream: 0,
    timeBase: { numerator: 1, denominator: 12_800 },
    segment: middle,
    seek: middle.seek,
    branches: [gray],
    threads: 2,
    ...changes,
  });

const after = (args: string[], option: string): string | undefined => args[args.indexOf(option) + 1];
const graphOf = (args: string[]) => after(args, '-filter_complex')?.split(';');

/** Within a second, at 12,800 ticks each, no frame comes before its predecessor. */
const ascending = "setpts='if(between(PREV_OUTPTS-PTS,0,12800),PREV_OUTPTS+1,PTS)'";

describe('segmentCommand', () => {
  test('a file: its frames rebased to 0, their times in the source’s clock on a pipe', () => {
    const { args, pipes } = command();
    expect(pipes).toEqual([{ times: 3, frames: undefined }]);
    expect(graphOf(args)).toEqual([
      `[0:0]${ascending}[in0]`,
      '[in0]trim=start_pts=128000:end_pts=256000,split=2[own0][times0]',
      '[own0]setpts=PTS-128000,hue=s=0,format=yuv420p[out0]',
    ]);
    const file = args.slice(args.indexOf('[out0]') - 1, args.indexOf('/parts/gray.mp4') + 1);
    expect(file).toEqual([
      ...['-map', '[out0]', '-fps_mode', 'passthrough', '-enc_time_base', '-1'],
      ...['-c:v', 'libx264', '-crf', '23', '-threads', '2'],
      ...['-video_track_timescale', '12800', '-f', 'mp4', '/parts/gray.mp4'],
    ]);
    const times = args.slice(args.indexOf('[times0]') - 1);
    expect(times).toEqual([
      ...['-map', '[times0]', '-fps_mode', 'passthrough', '-enc_time_base', '-1'],
      ...['-c:v', 'wrapped_avframe', '-flush_packets', '1', '-f', 'framecrc', 'pipe:3'],
    ]);
  });

  test('raw frames: pixels and times on two pipes, in the source’s clock', () => {
    const { args, pipes } = command({ branches: [frames], seek: middle.warmUpSeek });
    expect(pipes).toEqual([{ times: 3, frames: 4 }]);
    expect(graphOf(args)).toEqual([
      `[0:0]${ascending}[in0]`,
      '[in0]trim=start_pts=115200:end_pts=281600,scale=320:180,format=gray[out0]',
    ]);
    expect(args.slice(-5)).toEqual([
      '-c:v',
      'rawvideo',
      '-f',
      'tee',
      '[f=framecrc:flush_packets=1]pipe:3|[f=rawvideo]pipe:4',
    ]);
  });

  test('two branches share one decode, each with its own range and pipes', () => {
    const { args, pipes } = command({ branches: [gray, frames], seek: middle.warmUpSeek });
    expect(pipes).toEqual([
      { times: 3, frames: undefined },
      { times: 5, frames: 6 },
    ]);
    expect(args.filter((arg) => arg === '-i')).toHaveLength(1);
    expect(graphOf(args)?.[0]).toBe(`[0:0]${ascending},split=2[in0][in1]`);
    expect(graphOf(args)?.[1]).toBe('[in0]trim=start_pts=128000:end_pts=256000,split=2[own0][times0]');
    expect(graphOf(args)?.[3]).toBe('[in1]trim=start_pts=115200:end_pts=281600,scale=320:180,format=gray[out1]');
  });

  test('the first segment takes whatever comes first and doesn’t seek', () => {
    const { args } = command({ segment: { ...middle, start: null, seek: null, warmUpSeek: null }, seek: null });
    expect(graphOf(args)?.slice(1)).toEqual([
      '[in0]trim=end_pts=256000,split=2[own0][times0]',
      '[own0]setpts=PTS-STARTPTS,hue=s=0,format=yuv420p[out0]',
    ]);
    expect(args).not.toContain('-ss');
  });

  test('the last segment takes all that is left', () => {
    const { args } = command({ segment: { ...middle, end: null } });
    expect(graphOf(args)?.[1]).toBe('[in0]trim=start_pts=128000,split=2[own0][times0]');
  });

  test('a kernel that looks around takes what is left where its look-ahead goes to the end', () => {
    const { args } = command({ segment: { ...middle, lookAheadEnd: null }, branches: [gray, frames] });
    expect(graphOf(args)?.[1]).toBe('[in0]trim=start_pts=128000:end_pts=256000,split=2[own0][times0]');
    expect(graphOf(args)?.[3]).toBe('[in1]trim=start_pts=115200,scale=320:180,format=gray[out1]');
  });

  test('an uncut video isn’t trimmed at all', () => {
    const whole = { ...middle, start: null, end: null, seek: null, warmUpSeek: null, lookAheadEnd: null };
    expect(graphOf(command({ segment: whole, seek: null }).args)?.[1]).toBe('[in0]null,split=2[own0][times0]');
    expect(graphOf(command({ segment: whole, seek: null, branches: [frames] }).args)?.[1]).toBe(
      '[in0]null,scale=320:180,format=gray[out0]',
    );
  });

  test.each([
    ['exact microseconds', { numerator: 1, denominator: 12_800 }, 128_000, '10.000000'],
    ['rounded up, never before the key frame', { numerator: 1001, denominator: 30_000 }, 1, '0.033367'],
    ['rounded up where rounding would go down', { numerator: 1, denominator: 90_000 }, 30_001, '0.333345'],
    ['no microsecond more for a quotient that floats', { numerator: 1001, denominator: 30_000 }, 30_000, '1001.000000'],
    ['before 0', { numerator: 1, denominator: 90_000 }, -30_001, '-0.333344'],
  ])('seeks to %s', (_, timeBase, seek, seconds) => {
    const { args } = command({ timeBase, seek });
    expect(args.slice(args.indexOf('-noaccurate_seek'), args.indexOf('-i'))).toEqual([
      ...['-noaccurate_seek', '-seek_timestamp', '1', '-ss', seconds],
    ]);
  });

  test('a time base of 1001/30000 keeps its exact time scale', () => {
    const { args } = command({ timeBase: { numerator: 1001, denominator: 30_000 } });
    expect(after(args, '-video_track_timescale')).toBe('30000');
  });

  test('keeps the source’s clock, and its place before the input', () => {
    const { args } = command();
    expect(args.indexOf('-copyts')).toBeGreaterThan(0);
    expect(args.indexOf('-copyts')).toBeLessThan(args.indexOf('-i'));
    expect(after(args, '-i')).toBe('/videos/a.mp4');
  });

  test('an old ffmpeg is told to pass frames in its own words', () => {
    const old = { ...ffmpeg, passFrames: ['-vsync', 'passthrough'] };
    expect(command({ ffmpeg: old }).args).not.toContain('-fps_mode');
    expect(command({ ffmpeg: old }).args.filter((arg) => arg === '-vsync')).toHaveLength(2);
  });

  test('names the stream by its number', () => {
    const { args } = command({ stream: 2, source: { url: 'http://127.0.0.1:1/a' } });
    expect(graphOf(args)?.[0]).toBe(`[0:2]${ascending}[in0]`);
  });
});

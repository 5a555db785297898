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
    expect(args.slice(-7)).toEqual([
      '-c:v',
      'rawvideo',
      '-avoid_negative_ts',
      'disabled',
      '-f',
      'tee',
      '[f=framecrc:flush_packets=1]pipe:3|[f=rawvideo]pipe:4',
    ]);
  });

  describe('pictures', () => {
    const pictures: Branch = {
      range: 'segment',
      pick: { everyMs: 500, startPts: -640, timeBase: { numerator: 1, denominator: 12_800 } },
      filters: ['hqdn3d'],
      output: {
        kind: 'files',
        files: [
          {
            path: '/work/%06d.jpg',
            filters: ['scale=64:48', 'format=yuvj420p'],
            encoder: ['-c:v', 'mjpeg', '-f', 'image2'],
          },
          { path: '/work/tiles', filters: [], encoder: ['-c:v', 'rawvideo', '-f', 'rawvideo'] },
        ],
      },
    };

    test('files: several of the same frames, and their times on a pipe', () => {
      const { args, pipes } = command({ branches: [frames, pictures] });
      expect(pipes[1]).toEqual({ times: 5, frames: undefined });
      const cell = (pts: string) => `floor((${pts}-(-640))*1000/6400000)`;
      expect(graphOf(args)?.slice(2)).toEqual([
        `[in1]trim=start_pts=128000:end_pts=256000,select='isnan(prev_selected_pts)+gt(${cell('pts')},${cell('prev_selected_pts')})',hqdn3d,split=3[own1_0][own1_1][times1]`,
        '[own1_0]scale=64:48,format=yuvj420p[file1_0]',
        '[own1_1]null[file1_1]',
      ]);
      // In the source's clock: in that of a frame rate two pictures might have one time, which encoders refuse.
      const clock = ['-fps_mode', 'passthrough', '-enc_time_base', '-1'];
      const [first, second, times] = ['[file1_0]', '[file1_1]', '[times1]'].map((pad) => args.indexOf(pad) - 1);
      expect(args.slice(first, second)).toEqual([
        ...['-map', '[file1_0]', ...clock, '-c:v', 'mjpeg', '-f', 'image2', '-threads', '1', '/work/%06d.jpg'],
      ]);
      expect(args.slice(second, times)).toEqual([
        ...['-map', '[file1_1]', ...clock, '-c:v', 'rawvideo', '-f', 'rawvideo', '-threads', '1', '/work/tiles'],
      ]);
      expect(args.slice(times)).toEqual([
        ...['-map', '[times1]', ...clock, '-c:v', 'wrapped_avframe', '-flush_packets', '1', '-f', 'framecrc', 'pipe:5'],
      ]);
    });

    test('no files: the times alone', () => {
      const { args } = command({ branches: [{ ...pictures, filters: [], output: { kind: 'files', files: [] } }] });
      expect(graphOf(args)?.[1]).toMatch(/,split=1\[times0\]$/);
      expect(args.filter((arg) => arg === '-map')).toHaveLength(1);
    });

    test.each([
      ['key frames', 'key' as const, "select='key'"],
      ['the frames at given times', { pts: [128_000, 130_560] }, "select='eq(pts,128000)+eq(pts,130560)'"],
    ])('%s', (_, pick, select) => {
      const { args } = command({ branches: [{ ...pictures, pick }] });
      expect(graphOf(args)?.[1]).toContain(`trim=start_pts=128000:end_pts=256000,${select},hqdn3d,`);
    });

    test('raw frames and videos of picked frames, too', () => {
      const { args } = command({
        branches: [
          { ...frames, pick: 'key' },
          { ...gray, pick: 'key' },
        ],
      });
      expect(graphOf(args)?.[1]).toBe("[in0]trim=start_pts=115200:end_pts=281600,select='key',scale=320:180,format=gray[out0]"); // prettier-ignore
      expect(graphOf(args)?.[2]).toBe("[in1]trim=start_pts=128000:end_pts=256000,select='key',split=2[own1][times1]");
    });
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

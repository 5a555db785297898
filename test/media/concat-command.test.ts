import fc from 'fast-check';
import type { CarriedSubtitles } from '../../media/carried-streams';
import { type ConcatCommandInput, concatCommand, concatList } from '../../media/concat-command';
import type { Sound } from '../../media/find-sound';
import { toSeconds } from '../../pipeline/rational';
import { mediaInfo } from '../pipeline/examples';

const durationsOf = (list: string) => [...list.matchAll(/^duration (.*)$/gm)].map(([, duration]) => Number(duration));

describe('concatList', () => {
  test('gives every part but the last its duration', () => {
    const parts = [0, 25_600, 51_200].map((startPts, index) => ({ path: `/parts/${index}.mp4`, startPts }));
    expect(concatList(parts, mediaInfo())).toBe(
      [
        'ffconcat version 1.0',
        ...["file '/parts/0.mp4'", 'duration 2.000000'],
        ...["file '/parts/1.mp4'", 'duration 2.000000'],
        "file '/parts/2.mp4'",
        '',
      ].join('\n'),
    );
  });

  test('quotes in paths are escaped the way the demuxer reads them', () => {
    const list = concatList([{ path: "/parts/it's here.mp4", startPts: 0 }], mediaInfo());
    expect(list).toContain(String.raw`file '/parts/it'\''s here.mp4'`);
  });

  test('rounding never adds up: each part begins within a microsecond of where it began in the source', () => {
    const timeBases = fc.constantFrom(
      { numerator: 1001, denominator: 30_000 },
      { numerator: 1001, denominator: 24_000 },
      { numerator: 1, denominator: 90_000 },
      { numerator: 1, denominator: 7 },
    );
    const steps = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(timeBases, fc.integer({ min: -1e6, max: 1e6 }), steps, (timeBase, first, lengths) => {
        const starts = [first];
        for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length);
        const parts = starts.map((startPts) => ({ path: '/parts/part.mp4', startPts }));
        const durations = durationsOf(concatList(parts, mediaInfo({}, { timeBase })));
        expect(durations).toHaveLength(lengths.length);
        let microseconds = 0;
        durations.forEach((duration, part) => {
          microseconds += Math.round(duration * 1e6);
          const exact = toSeconds((starts[part + 1] ?? 0) - first, timeBase) * 1e6;
          // A double of some 10^12 microseconds is itself only good to a hundredth of one.
          expect(Math.abs(microseconds - exact)).toBeLessThanOrEqual(0.51);
        });
      }),
    );
  });
});

describe('concatCommand', () => {
  const sound = (index: number, changes: Partial<Sound> = {}, stream: Partial<Sound['stream']> = {}): Sound => ({
    stream: { index, codec: 'aac', channels: 2, sampleRate: 48_000, ...stream },
    as: 'copied',
    startSeconds: 0,
    delaySeconds: 0,
    ...changes,
  });
  const subtitles = (index: number, as: CarriedSubtitles['as']): CarriedSubtitles => ({
    stream: { index, codec: 'subrip', isText: true },
    as,
  });
  const command = (changes: Partial<ConcatCommandInput> = {}) =>
    concatCommand({
      ffmpeg: { mp4Frames: [] },
      listPath: '/parts/list',
      source: { url: 'http://127.0.0.1:1/a' },
      media: mediaInfo({ audio: (changes.sound ?? []).map(({ stream }) => stream) }),
      sound: [],
      subtitles: [],
      sourceOptions: [],
      container: 'mp4',
      firstPts: 0,
      outputPath: '/parts/joined.mp4',
      ...changes,
    });
  /** The options of each input, up to its name. */
  const inputs = (args: string[]) => {
    const found: string[][] = [];
    for (let rest = args; rest.includes('-i'); rest = rest.slice(rest.indexOf('-i') + 2)) {
      found.push(rest.slice(0, rest.indexOf('-i') + 2));
    }
    return found;
  };
  const offsets = (args: string[]) => inputs(args).map((input) => input[input.indexOf('-itsoffset') + 1]);

  test('reads nothing but the segments where the source has nothing else', () => {
    const args = command();
    expect(inputs(args)).toHaveLength(1);
    expect(args.join(' ')).toContain('-copyts -f concat -safe 0 -protocol_whitelist file -i /parts/list');
    expect(args.join(' ')).toContain('-map 0:v:0 -c:v copy');
    expect(args.at(-1)).toBe('/parts/joined.mp4');
  });

  test.each([
    ['a title', { isTagged: true }, '-1'],
    ['chapters', { chapterCount: 2 }, '1'],
  ])('opens the source for %s alone', (_, has, chapters) => {
    const args = command({ media: mediaInfo(has) });
    expect(inputs(args)[1]?.slice(-4)).toEqual(['-vn', '-dn', '-i', 'http://127.0.0.1:1/a']);
    expect(args.join(' ')).toContain(`-map_metadata 1 -map_chapters ${chapters}`);
  });

  test('takes each stream by its own number, copied or encoded', () => {
    const pcm = sound(3, { as: 'aac' }, { codec: 'pcm_s16le', channels: 6 });
    const args = command({ sound: [sound(1), pcm, sound(4)], subtitles: [subtitles(5, 'mov_text'), subtitles(6, 'copied')] }); // prettier-ignore
    expect(args.slice(args.indexOf('-map'), args.indexOf('-map_metadata'))).toEqual([
      ...['-map', '0:v:0', '-c:v', 'copy', '-map', '1:1', '-c:a:0', 'copy'],
      ...['-map', '1:3', '-c:a:1', 'aac', '-b:a:1', '384000', '-map', '1:4', '-c:a:2', 'copy'],
      ...['-map', '1:5', '-c:s:0', 'mov_text', '-map', '1:6', '-c:s:1', 'copy'],
    ]);
  });

  test('source options come before the source', () => {
    const [, source] = inputs(command({ sound: [sound(1)], sourceOptions: ['-probesize', '99'] }));
    expect(source?.join(' ')).toContain('-probesize 99 ');
  });

  describe('keeps the distance between sound and pictures', () => {
    test('sound begins first: pictures are shifted', () => {
      expect(offsets(command({ sound: [sound(1, { startSeconds: 1.4 })], firstPts: 1.48 * 12_800 }))).toEqual(['0.080000', '-1.399999']); // prettier-ignore
    });

    test('pictures begin first: both are shifted by when they do', () => {
      const args = command({ sound: [sound(1, { startSeconds: 2 })], firstPts: 12_800 });
      expect(inputs(args)[0]).not.toContain('-itsoffset');
      expect(offsets(args)[1]).toBe('-0.999999');
    });

    test('never by exactly the start of the file, which ffmpeg would take for its own shift', () => {
      expect(offsets(command({ sound: [sound(1, { startSeconds: 2 })] }))[1]).toBe('0.000001');
    });

    test('what an encoder put in front isn’t heard: MP4 says so, and Matroska by times before 0', () => {
      const primed = (startPts: number, denominator: number) =>
        sound(1, { startSeconds: -0.021 }, { startPts, timeBase: { numerator: 1, denominator } });
      expect(offsets(command({ sound: [primed(0, 48_000)] }))[1]).toBe('0.000001');
      const early = primed(-21, 1000);
      const matroska = mediaInfo({ format: 'matroska,webm', audio: [early.stream] });
      expect(offsets(command({ sound: [early], media: matroska }))[1]).toBe('0.000001');
      expect(offsets(command({ sound: [early] }))[1]).toBe('0.021001');
    });

    test('a track that is delayed comes from an input of its own', () => {
      const args = command({ container: 'mkv', sound: [sound(1), sound(2, { delaySeconds: 0.0065 }), sound(3)] });
      expect(offsets(args).slice(1)).toEqual(['0.000001', '0.006501']);
      expect(args.join(' ')).toContain('-map 1:1 -c:a:0 copy -map 2:2 -c:a:1 copy -map 1:3');
    });
  });

  describe('MP4', () => {
    const clock = (args: string[]) => args[args.indexOf('-movie_timescale') + 1];

    test('has its index first, and a clock in which every distance is whole', () => {
      const args = command({ sound: [sound(1, {}, { sampleRate: 44_100 })] });
      expect(args.join(' ')).toContain('-video_track_timescale 12800 -strict experimental -movflags +faststart');
      expect(clock(args)).toBe(String(12_800 * 441));
    });

    test('has a coarser clock where the exact one would need 64 bits', () => {
      const day = mediaInfo({ durationSeconds: 86_400 });
      expect(clock(command({ media: day, sound: [sound(1, {}, { sampleRate: 44_100 })] }))).toBe('10000');
      expect(clock(command({ sound: [sound(1, {}, { sampleRate: 0 })] }))).toBe('12800');
    });

    test('of older builds has only the clock that they know', () => {
      const args = command({ ffmpeg: { mp4Frames: ['-bf', '0'] }, sound: [sound(1)] });
      expect(args).not.toContain('-movie_timescale');
      expect(args).not.toContain('+write_colr');
      expect(args).toContain('+faststart');
    });
  });

  test('Matroska has no options of MP4, nor what the source says of being one', () => {
    const args = command({ container: 'mkv', media: mediaInfo({ isTagged: true }) });
    expect(args.join(' ')).toContain('-metadata major_brand= ');
    expect(args.slice(-3)).toEqual(['-f', 'matroska', '/parts/joined.mp4']);
    expect(args).not.toContain('-movflags');
  });
});

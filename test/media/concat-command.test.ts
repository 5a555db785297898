import fc from 'fast-check';
import { concatCommand, concatList } from '../../media/concat-command';
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
  const audio = (index: number, codec: string) => ({ index, codec, channels: 2, sampleRate: 48_000 });
  const command = (media = mediaInfo(), firstPts = 0) =>
    concatCommand({
      listPath: '/parts/list',
      source: { url: 'https://s3/a', headers: { 'If-Match': '"e"' } },
      media,
      firstPts,
      outputPath: '/parts/joined.mp4',
    });

  test('without sound it reads nothing but the segments', () => {
    const args = command();
    expect(args.filter((arg) => arg === '-i')).toHaveLength(1);
    expect(args).not.toContain('https://s3/a');
    expect(args.join(' ')).toContain('-f concat -safe 0 -protocol_whitelist file -i /parts/list');
    expect(args.join(' ')).toContain('-map 0:v:0 -c copy');
    expect(args.at(-1)).toBe('/parts/joined.mp4');
  });

  test('copies sound that MP4 carries, makes AAC of other, each by its own stream number', () => {
    const args = command(mediaInfo({ audio: [audio(1, 'aac'), audio(3, 'pcm_s16le'), audio(4, 'opus')] }));
    expect(args.slice(args.indexOf('-map'), args.indexOf('-map_metadata'))).toEqual([
      ...['-map', '0:v:0', '-c', 'copy', '-map', '1:1'],
      ...['-map', '1:3', '-c:a:1', 'aac', '-b:a:1', '192k', '-map', '1:4'],
    ]);
    const sound = args.slice(args.indexOf('/parts/list') + 1, args.indexOf('https://s3/a') + 1);
    expect(sound.slice(-5)).toEqual(['-vn', '-sn', '-dn', '-i', 'https://s3/a']);
    expect(sound).toContain('If-Match: "e"\r\n');
  });

  test.each(['aac', 'mp3', 'ac3', 'eac3', 'flac', 'alac'])('copies %s', (codec) => {
    expect(command(mediaInfo({ audio: [audio(1, codec)] }))).not.toContain('-c:a:0');
  });

  test.each(['vorbis', 'pcm_s24le', 'wmav2', 'unknown'])('makes AAC of %s', (codec) => {
    expect(command(mediaInfo({ audio: [audio(1, codec)] }))).toContain('-c:a:0');
  });

  test('keeps the distance between sound and pictures', () => {
    const early = mediaInfo({ startSeconds: 1.4, audio: [audio(1, 'aac')] });
    const args = command(early, 1.48 * 12_800);
    expect(args[args.indexOf('-itsoffset') + 1]).toBe('0.080000');
    expect(args.indexOf('-itsoffset')).toBeLessThan(args.indexOf('-i'));
  });

  test('says no offset when pictures begin first', () => {
    expect(command(mediaInfo({ startSeconds: 1 }), 12_800)).not.toContain('-itsoffset');
  });
});

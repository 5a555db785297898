import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readFrames, readTimes } from '../../media/read-frames';

const header = ['#software: Lavf59.27.100', '#tb 0: 1/12800', '#media_type 0: video', '#dimensions 0: 2x2'];
const line = (pts: number) =>
  `0, ${String(pts).padStart(10)}, ${String(pts).padStart(10)},      512,       4, 0x0badcafe`;
const linesOf = (times: readonly number[]) => Buffer.from(`${[...header, ...times.map(line)].join('\n')}\n`);

/** A stream of the bytes, cut at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): Readable {
  const borders = [0, ...new Set(places.map((place) => place % (bytes.length + 1))), bytes.length].sort(
    (a, b) => a - b,
  );
  return Readable.from(
    borders.slice(1).map((end, piece) => bytes.subarray(borders[piece], end)),
    { objectMode: false },
  );
}

async function collect(times: Readable, frames: Readable, frameBytes: number) {
  const seen: { pts: number; pixels: number[] }[] = [];
  await readFrames(times, frames, frameBytes, (pts, pixels) => void seen.push({ pts, pixels: [...pixels] }));
  return seen;
}

describe('readFrames', () => {
  test('pairs frames with times, wherever the pipes cut them', async () => {
    const video = fc.array(
      fc.record({
        pts: fc.integer(),
        pixels: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    const cuts = fc.array(fc.nat());
    await fc.assert(
      fc.asyncProperty(video, cuts, cuts, async (expected, timeCuts, frameCuts) => {
        const times = cutAt(linesOf(expected.map(({ pts }) => pts)), timeCuts);
        const frames = cutAt(Buffer.from(expected.flatMap(({ pixels }) => pixels)), frameCuts);
        expect(await collect(times, frames, 6)).toEqual(expected);
      }),
    );
  });

  test('no frames are none', async () => {
    expect(await collect(cutAt(linesOf([]), []), Readable.from([]), 4)).toEqual([]);
  });

  test('refuses a frame without its time', async () => {
    await expect(collect(cutAt(linesOf([1]), []), cutAt(Buffer.alloc(8), []), 4)).rejects.toThrow(
      'A frame came without its time',
    );
  });

  test('refuses a last frame that isn’t whole', async () => {
    await expect(collect(cutAt(linesOf([1, 2]), []), cutAt(Buffer.alloc(7), []), 4)).rejects.toThrow(
      'The last frame has 3 of 4 bytes',
    );
  });

  test('refuses a line that tells no time', async () => {
    const times = Readable.from([Buffer.from('0, NOPTS, NOPTS, 1, 4, 0x0\n')], { objectMode: false });
    await expect(collect(times, cutAt(Buffer.alloc(4), []), 4)).rejects.toThrow('A frame has the time "0, NOPTS');
  });

  test('refuses a stream of text', async () => {
    await expect(collect(cutAt(linesOf([1]), []), Readable.from(['text']), 4)).rejects.toThrow(TypeError);
  });

  test('hands over what the frame’s taker throws', async () => {
    const failing = readFrames(cutAt(linesOf([1]), []), cutAt(Buffer.alloc(4), []), 4, () => {
      throw new Error('too bright');
    });
    await expect(failing).rejects.toThrow('too bright');
  });
});

describe('readTimes', () => {
  const collectTimes = async (times: Readable) => {
    const seen: number[] = [];
    await readTimes(times, (pts, pixels) => {
      expect(pixels).toHaveLength(0);
      seen.push(pts);
    });
    return seen;
  };

  test('reads a time per line, wherever the pipe cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer()), fc.array(fc.nat()), async (times, cuts) => {
        expect(await collectTimes(cutAt(linesOf(times), cuts))).toEqual(times);
      }),
    );
  });

  test('refuses a line that tells no time', async () => {
    await expect(collectTimes(Readable.from(['0, 1\n']))).rejects.toThrow('A frame has the time "0, 1"');
  });
});

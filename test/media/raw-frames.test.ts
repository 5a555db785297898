import { Readable } from 'node:stream';
import { rawFrames } from '../../media/raw-frames';

const times = (...lines: string[]) => Readable.from(lines.map((line) => `${line}\n`));
const bytes = (...chunks: number[][]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

async function collect(lines: Readable, frames: Readable): Promise<[number, number[]][]> {
  const seen: [number, number[]][] = [];
  for await (const { pts, pixels } of rawFrames(lines, frames, 2)) seen.push([pts, [...pixels]]);
  return seen;
}

describe('rawFrames', () => {
  test('pairs frames with their times, however the bytes are cut', async () => {
    const lines = times('#tb 0: 1/25', '0, 5, 5, 1, 2, 0x1', '0, 7, 7, 1, 2, 0x2', '0, 8, 8, 1, 2, 0x3');
    expect(await collect(lines, bytes([1], [2, 3], [4, 5, 6]))).toEqual([
      [5, [1, 2]],
      [7, [3, 4]],
      [8, [5, 6]],
    ]);
  });

  test('a frame stays as it is while the next one is read', async () => {
    const frames = rawFrames(times('0, 0, 0', '0, 1, 1'), bytes([1, 2, 3, 4]), 2);
    const first = (await frames.next()).value as { pixels: Uint8Array };
    const second = (await frames.next()).value as { pixels: Uint8Array };
    expect([[...first.pixels], [...second.pixels]]).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  });

  test.each([
    ['half a frame at the end', ['0, 0, 0'], [[1, 2, 3]], 'The last frame has 1 of 2 bytes'],
    ['a frame without its time', ['0, 0, 0'], [[1, 2, 3, 4]], 'A frame came without its time'],
  ])('%s', async (_, lines, chunks, message) => {
    await expect(collect(times(...lines), bytes(...chunks))).rejects.toThrow(message);
  });
});

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SamplesWriter, readSamples } from '../../../kernels/models/samples';
import { temporaryFolder } from '../../tools';

describe('samples', () => {
  const folder = temporaryFolder();
  const size = { width: 60, height: 50 };
  const bytes = 60 * 50 * 3;

  async function write(pictures: readonly [pts: number, pixels: Uint8Array][]): Promise<string> {
    const path = join(folder(), 'samples');
    const writer = new SamplesWriter(path, size);
    const shared = new Uint8Array(bytes);
    for (const [pts, pixels] of pictures) {
      shared.set(pixels);
      await writer.add(pts, shared);
    }
    await writer.finish();
    return path;
  }
  /** Pixels as a text: jest compares bytes one by one. */
  async function read(path: string, of = size): Promise<[number, string][]> {
    const found: [number, string][] = [];
    for await (const { pts, pixels } of readSamples(path, of))
      found.push([pts, Buffer.from(pixels).toString('base64')]);
    return found;
  }

  test('come out as they went in, at any time', async () => {
    const times = [-(2 ** 40), 0, 1, 2 ** 52, ...Array.from({ length: 20 }, (_, number) => number)];
    const pictures = times.map((pts): [number, Buffer] => [pts, randomBytes(bytes)]);
    const expected = pictures.map(([pts, pixels]) => [pts, pixels.toString('base64')]);
    expect(await read(await write(pictures))).toEqual(expected);
  });

  test('there may be none', async () => {
    expect(await read(await write([]))).toEqual([]);
  });

  test('what is cut off, of another size, or something else is refused', async () => {
    const path = await write([[5, randomBytes(bytes)]]);
    await expect(read(path, { width: 50, height: 60 })).rejects.toThrow('Samples begin with "framefleet samples rgb24 60x50", not with "framefleet samples rgb24 50x60"'); // prettier-ignore
    await writeFile(path, (await readFile(path)).subarray(0, 5000));
    await expect(read(path)).rejects.toThrow('unexpected end of file');
    await writeFile(path, 'something else');
    await expect(read(path)).rejects.toThrow('incorrect header check');
    await expect(read(join(folder(), 'nothing'))).rejects.toThrow('ENOENT');
  });

  test('a file that can’t be written is told, and what was begun may be left', async () => {
    const writer = new SamplesWriter(join(folder(), 'no', 'such', 'folder'), size);
    const all = async () => {
      for (let number = 0; number < 50; number += 1) await writer.add(number, randomBytes(bytes));
      await writer.finish();
    };
    await expect(all()).rejects.toThrow('ENOENT');
    const other = new SamplesWriter(join(folder(), 'begun'), size);
    await other.add(1, randomBytes(bytes));
    other.abandon();
  });
});

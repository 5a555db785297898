import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { colorOf } from '../../../kernels/objects/draw-objects';
import { ObjectsPicture, ObjectsRecord } from '../../../kernels/objects/records';
import { run } from '../../../media/run';
import type { PinnedFile } from '../../../pipeline/model';
import { temporaryFolder, tools } from '../../tools';
import { colorDetector, colors } from '../models/color-detector';
import { type Outputs, illustrate, inspectClip, makeClip, pinned, runObjects } from './run-objects';

/** Every fourth frame is looked at; segments begin at frames 10, 20 and 30, of which only 20 is one of these. */
const everySeconds = 0.4;

describe('the objects kernel', () => {
  const clips = temporaryFolder('all');
  const folder = temporaryFolder();
  let clip: string;
  let model: PinnedFile;
  beforeAll(async () => {
    clip = join(clips(), 'clip.mp4');
    await makeClip(clip);
    model = await pinned(join(clips(), 'colors.onnx'), colorDetector({ layout: 'v8' }));
  });

  test('detects what the runtime alone detects on the frames that ffmpeg decodes', async () => {
    const { lines } = await inspectClip(folder(), clip, { model, objects: { everySeconds } });
    const records = lines.map((line) => ObjectsRecord.parse(JSON.parse(line)));
    const expected = await detectByHand(clip, model);
    expect(records.length).toBe(10);
    expect(records.map(({ objects }) => objects.length)).toEqual(expected.map(({ length }) => length));
    for (const [picture, { objects }] of records.entries()) {
      for (const [number, { class: color, name, score, box }] of objects.entries()) {
        const other = expected[picture]![number]!;
        expect({ color, name }).toEqual({ color: other.color, name: colors[color] });
        expect(score).toBeCloseTo(other.score, 6);
        box.forEach((side, at) => expect(side).toBeCloseTo(other.box[at]!, 6));
      }
    }
    // A red square in the left upper corner, first; at the end a blue and a green one.
    const [first, last] = [records[0]!, records.at(-1)!];
    expect(first.objects.every(({ name }) => name === 'red')).toBe(true);
    const [x0, y0, x1, y1] = first.objects[0]!.box;
    expect([(x0 + x1) / 2 < 60 / 160, (y0 + y1) / 2 < 60 / 90]).toEqual([true, true]);
    expect(new Set(last.objects.map(({ name }) => name))).toEqual(new Set(['blue', 'green']));
  });

  test('leaves the same outputs however the video is cut, and whoever runs the model', async () => {
    const objects = { everySeconds };
    const whole = await runObjects(folder(), clip, { model, objects });
    expect([...whole.keys()]).toEqual(['a b.objects.ndjson', 'a b.objects.json']);
    for (const cut of [{ inFunction: true }, { segmentSeconds: 2 }, { segmentSeconds: 1, inFunction: true }]) {
      expect(textsOf(await runObjects(folder(), clip, { model, objects, ...cut }))).toEqual(textsOf(whole));
    }
    // A model of another layout tells the same in its own way.
    const v5 = await pinned(join(folder(), 'v5.onnx'), colorDetector({ layout: 'v5', isOpen: true, white: 255 }));
    const asV5 = await runObjects(folder(), clip, { model: v5, objects: { ...objects, size: 64, scale: 255 } });
    const scores = (outputs: Outputs) =>
      framesOf(outputs).map((frame) => frame.objects.map(({ name, box }) => ({ name, box })));
    expect(scores(asV5)).toEqual(scores(whole));
  });

  test('numbers pictures from 0, tells their times, and sums up what was seen', async () => {
    const outputs = await runObjects(folder(), clip, { model, objects: { everySeconds, most: 1 }, segmentSeconds: 2 });
    const frames = framesOf(outputs);
    expect(frames.map(({ picture }) => picture)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(frames.map(({ time }) => time)).toEqual([0, 0.4, 0.8, 1.2, 1.6, 2, 2.4, 2.8, 3.2, 3.6]);
    expect(frames.every(({ objects }) => objects.length <= 1)).toBe(true);
    const summary: unknown = JSON.parse(outputs.get('a b.objects.json')!.toString());
    const own = frames.flatMap(({ objects, time, picture }) => objects.map((seen) => ({ ...seen, time, picture })));
    const reds = own.filter(({ name }) => name === 'red');
    const score = Math.max(...reds.map((red) => red.score));
    const best = reds.find((red) => red.score === score)!;
    expect(summary).toMatchObject({
      video: { width: 160, height: 90, durationSeconds: 4 },
      model: { sha256: model.sha256 },
      names: colors,
      settings: { everySeconds, threshold: 0.25, overlap: 0.45, most: 1 },
      pictures: 10,
    });
    expect(summary).toHaveProperty('classes.0', {
      ...{ class: 0, name: 'red', objects: reds.length, pictures: reds.length },
      ...{ first: reds[0]!.time, last: reds.at(-1)!.time },
      best: { score, time: best.time, picture: best.picture },
    });
  });

  test('looks only for the classes that are asked for, and tells pictures without any', async () => {
    const names = await pinned(join(folder(), 'names.txt'), '\uFEFFred\r\ngreen\r\nblue\r\n\r\n');
    const objects = { everySeconds, names, classes: ['blue'] };
    const frames = framesOf(await runObjects(folder(), clip, { model, objects }));
    expect(frames.length).toBe(10);
    expect(frames.map(({ objects }) => objects.length > 0)).toEqual([...Array<boolean>(5).fill(false), ...Array<boolean>(5).fill(true)]); // prettier-ignore
    expect(frames.flatMap(({ objects }) => objects).every((seen) => seen.class === 2 && seen.name === 'blue')).toBe(true); // prettier-ignore
  });

  test('draws boxes into the pictures, at their full size', async () => {
    const objects = { everySeconds, annotate: true, most: 1 };
    const outputs = await runObjects(folder(), clip, { model, objects });
    const pictures = [...outputs.keys()].filter((key) => key.startsWith('objects/'));
    expect(pictures).toEqual(Array.from({ length: 10 }, (_, number) => `objects/a b.00000${number}.jpg`));
    // Nothing is left behind.
    expect((await readdir(folder())).filter((name) => name.includes('jpg'))).toEqual([]);
    const { ffmpeg } = await tools();
    for (const number of [0, 9]) {
      const path = join(folder(), 'picture.jpg');
      await writeFile(path, outputs.get(pictures[number]!)!);
      const pixels = await rawOutput(ffmpeg.path, ['-i', path, '-pix_fmt', 'rgb24']);
      expect(pixels.length).toBe(160 * 90 * 3);
      const [seen] = framesOf(outputs)[number]!.objects;
      const [, , right, bottom] = seen!.box;
      // The corner on the right below, where no label is.
      const at = 3 * ((Math.round(bottom * 90) - 1) * 160 + Math.round(right * 160) - 1);
      colorOf(seen!.class).forEach((level, channel) => {
        expect(Math.abs(pixels[at + channel]! - level)).toBeLessThan(60);
      });
    }
  });

  test('draws nothing where the records are of other pictures', async () => {
    const job = await inspectClip(folder(), clip, { model, objects: { everySeconds: 1 } });
    const lines = job.lines.map((line, picture) => `${JSON.stringify({ ...ObjectsRecord.parse(JSON.parse(line)), picture, time: 0 })}\n`); // prettier-ignore
    const draw = (of: string[]) => illustrate(folder(), job, new Map([['a b.objects.ndjson', Buffer.from(of.join(''))]])); // prettier-ignore
    for (const [wrong, message] of [
      [lines.slice(0, 3), 'Picture 3 is at 30720, in the records at no time.'],
      [[...lines, lines[0]!], 'Picture 4 stands in the records, but not in the source.'],
      [lines.slice(1), 'Picture 0 is at 0, in the records at 10240.'],
    ] as const) {
      await expect(draw([...wrong])).rejects.toMatchObject({
        name: 'FrameMismatch',
        message: expect.stringContaining(message) as string,
      });
    }
  });

  const textsOf = (outputs: Outputs) => [...outputs].map(([key, content]) => [key, content.toString()]);

  function framesOf(outputs: Outputs): ObjectsPicture[] {
    const text = outputs.get('a b.objects.ndjson')!.toString();
    return text.split('\n').slice(0, -1).map((line) => ObjectsPicture.parse(JSON.parse(line))); // prettier-ignore
  }
});

async function rawOutput(ffmpeg: string, args: string[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const read = async (pipe: (fd: number) => Readable) => {
    for await (const part of pipe(1)) parts.push(part as Buffer);
  };
  await run(ffmpeg, ['-v', 'error', ...args, '-f', 'rawvideo', 'pipe:1'], { pipes: [1], read });
  return Buffer.concat(parts);
}

interface Found {
  color: number;
  score: number;
  box: number[];
}

/** ffmpeg lays each fourth frame of 160 x 90 into 64 x 64: 64 x 36, and 14 rows above and below. The rest is spelled out. */
async function detectByHand(clip: string, model: PinnedFile): Promise<Found[][]> {
  const { ffmpeg } = await tools();
  const flags = 'bilinear+accurate_rnd+full_chroma_int+bitexact';
  const filters = `select='not(mod(n,4))',scale=64:36:flags=${flags},format=rgb24,pad=64:64:0:14:color=0x727272,format=rgb24`;
  const pixels = await rawOutput(ffmpeg.path, ['-i', clip, '-vf', filters, ...ffmpeg.passFrames]);
  const session = await InferenceSession.create(await readFile(new URL(model.uri)), { logSeverityLevel: 3 });
  const found: Found[][] = [];
  for (let start = 0; start < pixels.length; start += 64 * 64 * 3) {
    const planes = [0, 1, 2].flatMap((channel) =>
      Array.from({ length: 64 * 64 }, (_, at) => pixels[start + 3 * at + channel]! / 255),
    );
    const { output0 } = await session.run({ images: new Tensor('float32', planes, [1, 3, 64, 64]) });
    const rows = Array.from({ length: 7 }, (_, row) =>
      Array.from(output0!.data as Float32Array).slice(64 * row, 64 * (row + 1)),
    );
    let boxes = rows[0]!.map((_, anchor) => {
      const [x, y, width, height, ...scores] = rows.map((row) => row[anchor]!);
      const corners = [x! - width! / 2, y! - height! / 2, x! + width! / 2, y! + height! / 2];
      const color = scores.indexOf(Math.max(...scores));
      return { color, score: scores[color]!, corners };
    });
    boxes = boxes.filter(({ score }) => score >= 0.25).sort((a, b) => b.score - a.score);
    const kept: typeof boxes = [];
    while (boxes.length > 0) {
      const [best, ...others] = boxes;
      kept.push(best!);
      boxes = others.filter(({ color, corners }) => color !== best!.color || iou(corners, best!.corners) <= 0.45);
    }
    const clamp = (value: number) => Math.min(1, Math.max(0, value));
    found.push(
      kept.map(({ color, score, corners: [x0, y0, x1, y1] }) => {
        return { color, score, box: [x0! / 64, (y0! - 14) / 36, x1! / 64, (y1! - 14) / 36].map(clamp) };
      }),
    );
  }
  await session.release();
  return found;
}

function iou(a: number[], b: number[]): number {
  const width = Math.max(0, Math.min(a[2]!, b[2]!) - Math.max(a[0]!, b[0]!));
  const height = Math.max(0, Math.min(a[3]!, b[3]!) - Math.max(a[1]!, b[1]!));
  const size = (c: number[]) => (c[2]! - c[0]!) * (c[3]! - c[1]!);
  return (width * height) / (size(a) + size(b) - width * height);
}

import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as z from 'zod';
import type { JobOptions } from '../../pipeline/job-options';
import { outputPrefix } from '../../pipeline/keys';
import type { PinnedFile } from '../../pipeline/model';
import { faceDetector, faceEmbedder } from '../kernels/faces/face-models';
import { ann, cleo } from '../kernels/faces/run-faces';
import { colorDetector, colors } from '../kernels/models/color-detector';
import { onnxModel } from '../kernels/models/onnx-model';
import { thorough } from '../thorough';
import { temporaryFolder } from '../tools';
import { shownFrames } from './clips';
import { make } from './media/clips';
import { type FinishedJob, statesEntered, useWorkshop } from './run-job';

type Options = z.input<typeof JobOptions>;

/** Where a red square is, and what is in it, for so long: a face to the one model, a red thing to the other. */
const square = (color: string, column: number, row: number, from: number, to: number): string =>
  `drawbox=x=${32 * column}:y=${32 * row}:w=32:h=32:color=${color}:t=fill:enable='gte(t,${from})*lt(t,${to})'`;

/** Seven seconds, a key frame each second: the background changes at 3.48 s, somebody comes and goes, a small thing moves all the time. */
const sceneClip = (path: string): Promise<string> =>
  make(path, [
    ...['-f', 'lavfi', '-i', 'color=gray:s=128x64:r=25:d=7', '-f', 'lavfi', '-i', 'color=white:s=12x12:r=25:d=7'],
    '-filter_complex',
    [
      `[0]format=rgb24,drawbox=color=navy:t=fill:enable='gte(t,3.48)'`,
      ...[square(ann, 0, 0, 0.5, 2.2), square(cleo, 2, 1, 1.52, 5), square(ann, 1, 0, 4.1, 9)],
      `format=yuv444p[a];[a][1]overlay=x=112:y='26+24*sin(4*t)':eval=frame:format=yuv444,format=yuv444p`,
    ].join(','),
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-qp', '0', '-g', '25', '-sc_threshold', '0'],
  ]);

describe('all kernels at once', () => {
  const folder = temporaryFolder('all');
  const workshop = useWorkshop();
  let clip: string;
  let models: { yolo: PinnedFile; detector: PinnedFile; embedder: PinnedFile };

  async function pin(name: string, content: Buffer): Promise<PinnedFile> {
    const path = join(folder(), name);
    await writeFile(path, content);
    return { uri: pathToFileURL(path).href, sha256: createHash('sha256').update(content).digest('hex') };
  }

  beforeAll(async () => {
    clip = await sceneClip(join(folder(), 'scene.mp4'));
    models = {
      yolo: await pin('yolo.onnx', colorDetector({ layout: 'v8', width: 64, height: 64 })),
      detector: await pin('detector.onnx', faceDetector({ layout: 'yunet' })),
      embedder: await pin('embedder.onnx', faceEmbedder()),
    };
  });

  const withAll = (): Options => ({
    kernels: ['grayscale', 'motion', 'pictures', 'histogram', 'objects', 'faces'],
    crf: 0,
    maxConcurrency: 2,
    pictures: { everySeconds: 0.7, tileSide: 64 },
    histogram: { arrow: true },
    objects: { model: models.yolo, names: colors, everySeconds: 0.5, annotate: true },
    faces: { detector: models.detector, embedder: models.embedder, everySeconds: 0.3 },
  });

  /** Everything that a job has left, as it's called there, by a hash; of the gray video its frames, which are all that is promised. */
  async function left({ record, outputs }: FinishedJob): Promise<Map<string, string>> {
    const { store, stack } = workshop();
    const found = new Map<string, string>();
    for await (const { key } of store.list(stack.outputBucket, outputPrefix(record.jobId))) {
      const name = key.slice(outputPrefix(record.jobId).length);
      // The page tells when things happened.
      if (name.endsWith('.gray.mp4') || name.endsWith('.html')) continue;
      const bytes = Buffer.concat((await (await store.open(stack.outputBucket, key)).toArray()) as Uint8Array[]);
      found.set(name, createHash('sha256').update(bytes).digest('hex'));
    }
    const path = join(folder(), `${record.jobId}.mp4`);
    await writeFile(path, outputs.gray ?? '');
    return found.set('gray frames', JSON.stringify(await shownFrames(path)));
  }

  const json = (bytes: Buffer | undefined): unknown => JSON.parse(bytes?.toString() ?? 'null');

  let whole: { files: Map<string, string>; job: FinishedJob };
  test('in one segment: each kernel leaves what it promises, and it’s what is in the clip', async () => {
    const job = await workshop().runJob(clip, { ...withAll(), segmentSeconds: 60, mode: 'fused' });
    expect(job.record).toMatchObject({ state: 'SUCCEEDED', plan: { segmentCount: 1, mode: 'fused' } });
    whole = { files: await left(job), job };
    const { outputs } = job;
    expect(json(outputs.shots)).toMatchObject({
      shots: [
        { startFrame: 0, endFrame: 87 },
        { startFrame: 87, endFrame: 175 },
      ],
    });
    expect(outputs.histogram?.toString().split('\n')).toHaveLength(175 + 1);
    expect(json(outputs.objects)).toMatchObject({
      classes: [
        { name: 'red', first: 0.52 },
        { name: 'blue', first: 3.52 },
      ],
    });
    expect(json(outputs.faces)).toMatchObject({ clusters: { length: 2 } });
    const files = [...whole.files.keys()];
    expect(files.filter((name) => name.startsWith('pictures/'))).toHaveLength(10);
    expect(files.filter((name) => name.startsWith('objects/'))).toHaveLength(14);
    expect(files).toEqual(expect.arrayContaining(['scene.sheet.jpg', 'scene.sprites.vtt', 'scene.motion.json']));
  });

  const cuts: readonly (Options & { segments: number; mode: string; inspect: string })[] = [
    { segments: 2, segmentSeconds: 3, mode: 'split', inspect: 'task' },
    { segments: 2, segmentSeconds: 3, mode: 'fused', inspect: 'function' },
  ];
  const moreCuts: typeof cuts = [
    { segments: 7, segmentSeconds: 1, mode: 'fused', inspect: 'task' },
    { segments: 1, segmentSeconds: 60, mode: 'split', inspect: 'task' },
    { segments: 2, segmentSeconds: 3, mode: 'fused', inspect: 'task' },
    { segments: 7, segmentSeconds: 1, mode: 'split', inspect: 'function' },
    { segments: 7, segmentSeconds: 1, mode: 'split', inspect: 'task' },
  ];
  test.each(thorough ? [...cuts, ...moreCuts] : cuts)(
    '$segments segments, $mode, models run by a $inspect: the very same',
    async ({ segments, ...options }) => {
      const job = await workshop().runJob(clip, { ...withAll(), ...options });
      expect(job.record).toMatchObject({ state: 'SUCCEEDED', plan: { segmentCount: segments, mode: options.mode } });
      expect(job.record.plan?.inspects).toBe(options.inspect === 'function');
      const inspected = statesEntered(job.history).filter((name) => name === 'InspectPictures');
      expect(inspected).toHaveLength(options.inspect === 'function' ? segments : 0);
      const files = await left(job);
      expect([...files.keys()]).toEqual([...whole.files.keys()]);
      expect([...files].filter(([name, hash]) => whole.files.get(name) !== hash).map(([name]) => name)).toEqual([]);
    },
  );

  test('pictures where the shots begin', async () => {
    const { record, outputs } = await workshop().runJob(clip, {
      ...{
        kernels: ['pictures', 'histogram'],
        segmentSeconds: 3,
        pictures: { at: 'scenes', sheet: false, sprites: false },
      },
    });
    expect(record.state).toBe('SUCCEEDED');
    expect(json(outputs.pictureList)).toMatchObject({ pictures: [{ time: 0 }, { time: 3.48 }] });
  });

  test.each<[string, (options: Options) => Options | Promise<Options>, string, RegExp]>([
    ['a checksum that isn’t the model’s', (all) => ({ ...all, objects: { ...all.objects, model: { ...models.yolo, sha256: '0'.repeat(64) } } }), 'ModelMismatch', /has the checksum [0-9a-f]{64}, not 0{64}/],
    ['a model that isn’t there', (all) => ({ ...all, objects: { ...all.objects, model: { ...models.yolo, uri: 'file:///no/such.onnx' } } }), 'ModelNotFound', /no\/such\.onnx/],
    ['a model in a bucket that isn’t there', (all) => ({ ...all, objects: { ...all.objects, model: { ...models.yolo, uri: 's3://nowhere-at-all/yolo.onnx' } } }), 'ModelNotFound', /NoSuchBucket|AccessDenied/],
    ['a file that is no model', async (all) => ({ ...all, objects: { ...all.objects, model: await pin('notes.onnx', Buffer.from('Dear diary')) } }), 'InvalidModel', /notes\.onnx/],
    ['a model with another input', async (all) => ({ ...all, objects: { ...all.objects, model: await pin('flat.onnx', flat) } }), 'InvalidModel', /flat\.onnx.*\[1, ?3\]/],
    ['an opset that nobody knows', async (all) => ({ ...all, objects: { ...all.objects, model: await pin('new.onnx', colorDetector({ layout: 'v8', opset: 99 })) } }), 'InvalidModel', /opset 99/],
    ['names that don’t fit the model', (all) => ({ ...all, objects: { ...all.objects, names: ['red', 'green'] } }), 'InvalidModel', /2|3/],
    ['an empty gallery', async (all) => ({ ...all, faces: { ...all.faces, gallery: await pin('gallery.json', Buffer.from('{"version":1,"people":[]}')) } }), 'InvalidGallery', /gallery\.json/],
  ])('%s is found out before any task runs', async (_, change, name, message) => {
    const { record, history } = await workshop().runJob(clip, await change(withAll()));
    expect(record).toMatchObject({ state: 'FAILED', attempts: 0, error: { name } });
    expect(record.error?.message).toMatch(message);
    expect(statesEntered(history)).not.toContain('PlanSegments');
  }); // prettier-ignore
});

const flat = onnxModel({
  inputs: [{ name: 'images', shape: [1, 3] }],
  outputs: [{ name: 'out', shape: [1, 3] }],
  nodes: [{ op: 'Identity', inputs: ['images'], outputs: ['out'] }],
});

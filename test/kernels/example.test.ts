import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSegment } from '../../container/decode-segment';
import { createMergeResults } from '../../handlers/merge-results';
import { fileFootage } from '../../kernels/footage';
import { noModels } from '../../kernels/models/model-files';
import type * as Registry from '../../kernels/registry';
import { probeMedia } from '../../media/probe';
import { run } from '../../media/run';
import { JobOptions } from '../../pipeline/job-options';
import { parseS3Uri, planKey, segmentResultKey } from '../../pipeline/keys';
import { planJob } from '../../pipeline/plan-job';
import { packFrameTimes, taskOf } from '../../pipeline/segment';
import { testDependencies } from '../handlers/dependencies';
import { policy } from '../pipeline/examples';
import { temporaryFolder, tools } from '../tools';
import type * as Example from './example/brightness/kernel';

/** What adding a kernel takes: this line in the registry. All others read it there. */
jest.mock('../../kernels/registry', () => {
  const { kernels } = jest.requireActual<typeof Registry>('../../kernels/registry');
  const { brightness } = jest.requireActual<typeof Example>('./example/brightness/kernel');
  return { kernels: { ...kernels, brightness } };
});

const page = join(__dirname, '..', '..', 'docs', 'kernels.md');
const example = join(__dirname, 'example', 'brightness');

describe('the example of docs/kernels.md', () => {
  const folder = temporaryFolder('all');
  const clip = () => join(folder(), 'dawn.mp4');

  /** It grows bright, 25 frames a second, with a key frame each second. */
  beforeAll(async () => {
    const { ffmpeg } = await tools();
    const picture = 'color=white:s=160x90:r=25:d=3,fade=in:0:75';
    const encoder = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p'];
    await run(ffmpeg.path, ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', picture, ...encoder, clip()]);
  });

  test.each(['kernel.ts', 'program.ts'])('%s stands there as it is run here', async (file) => {
    const source = await readFile(join(example, file), 'utf8');
    // The page's lie in kernels/brightness/.
    const inPlace = source.replaceAll('../../../../kernels/', '../').replaceAll('../../../../', '../../');
    expect(await readFile(page, 'utf8')).toContain(`\`\`\`ts\n// kernels/brightness/${file}\n${inPlace}\`\`\`\n`);
  });

  /** What is left in the output bucket, with segments of so many seconds. */
  async function outputs(segmentSeconds: number) {
    const { ffmpeg, ffprobe } = await tools();
    const { source, store } = await fileFootage(clip());
    const { media, index } = await probeMedia(ffprobe.path, { url: clip() }, clip());
    const options = JobOptions.parse({ kernels: ['brightness'], segmentSeconds });
    const buckets = { work: 'work', output: 'output' };
    const { plan, planned } = planJob({ jobId: 'job', source, media, index, options, policy, buckets, expiresAt: 1 });

    const dependencies = testDependencies();
    const { objects } = dependencies.store;
    objects.set(`work/${planKey('job')}`, JSON.stringify(plan));
    const { log, now } = dependencies;
    for (const segment of plan.segments) {
      const own = await mkdtemp(join(folder(), 'segment-'));
      const { signal } = new AbortController();
      const task = { ffmpeg, ffprobe, store, log, signal, folder: own, threads: 1, models: noModels };
      const decoded = await decodeSegment(task, plan, segment, plan.kernels, () => undefined);
      for (const { path, key } of decoded.outputs) objects.set(`work/${key}`, await readFile(path, 'utf8'));
      const { index } = segment;
      const result = {
        ...{ index, task: taskOf(plan.kernels), frameTimes: packFrameTimes(decoded.times), finishedAt: now() },
        outputs: Object.fromEntries(decoded.outputs.map(({ kernel, key }) => [kernel, key])),
        records: Object.fromEntries(decoded.outputs.map(({ kernel, records }) => [kernel, records])),
      };
      objects.set(`work/${segmentResultKey('job', index, result.task)}`, JSON.stringify(result));
    }
    await createMergeResults(dependencies)({ jobId: 'job', executionId: 'e', plan: planned.summary.uri });
    const left = Object.entries(planned.summary.outputs).map(([kind, uri]) => {
      const { bucket, key } = parseS3Uri(uri);
      return [kind, dependencies.store.text(bucket, key)];
    });
    return { segments: plan.segments.length, left };
  }

  test('it says how bright each frame is, the same with one segment and with three', async () => {
    const [whole, cut] = [await outputs(60), await outputs(1)];
    expect([whole.segments, cut.segments]).toEqual([1, 3]);
    expect(cut.left).toEqual(whole.left);
    const [[kind, text] = []] = whole.left;
    expect(kind).toBe('brightness');
    const lines = (text ?? '').trimEnd().split('\n');
    expect(lines).toHaveLength(75);
    const frames = lines.map((line) => /^\{"time":([\d.]+),"mean":([\d.]+)\}$/.exec(line)?.slice(1).map(Number) ?? []);
    expect(frames.map(([time]) => time)).toEqual(lines.map((_, frame) => frame / 25));
    const [darkest = NaN, brightest = NaN] = [frames.at(0)?.[1], frames.at(-1)?.[1]];
    expect(darkest).toBeLessThan(20);
    expect(brightest).toBeGreaterThan(230);
  });
});

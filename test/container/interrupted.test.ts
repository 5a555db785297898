import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { concatSegments } from '../../container/concat-segments';
import { processSegment } from '../../container/process-segment';
import type { TaskDependencies } from '../../container/task';
import { probeMedia } from '../../media/probe';
import { run } from '../../media/run';
import { JobOptions } from '../../pipeline/job-options';
import { JobPolicy } from '../../pipeline/job-policy';
import { concatResultKey, segmentResultKey } from '../../pipeline/keys';
import type { Plan } from '../../pipeline/plan';
import { planJob } from '../../pipeline/plan-job';
import { source } from '../pipeline/examples';
import { temporaryFolder, tools } from '../tools';
import { MemoryStore, RememberingJobs, taskDependencies } from './fakes';

/** What a task asks of the object store and the job table, but for its progress, which is a courtesy. */
const counted = ['findJson', 'readJson', 'writeJson', 'download', 'upload', 'relaySource', 'startTask', 'endTask'];

/** A task whose process is killed when it makes a certain call, the first being 0: nothing comes through from then on. */
class Process {
  readonly calls: string[] = [];
  constructor(private readonly lastCall = Infinity) {}

  before<T extends object>(service: T): T {
    return new Proxy(service, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function' || !counted.includes(String(name))) return member;
        return (...args: unknown[]): unknown => {
          this.calls.push(String(name));
          if (this.calls.length > this.lastCall) return Promise.reject(new Error('killed'));
          return Reflect.apply(member, target, args);
        };
      },
    });
  }
}

describe('a task that was killed, wherever, and runs again', () => {
  const folder = temporaryFolder('all');
  let plan: Plan;
  let clip: string;
  let programs: Awaited<ReturnType<typeof tools>>;

  beforeAll(async () => {
    programs = await tools();
    clip = join(folder(), 'clip.mp4');
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=2', '-c:v', 'libx264', '-g', '10', '-bf', '2'];
    await run(programs.ffmpeg.path, ['-nostdin', '-v', 'error', ...picture, clip]);
    const { media, index } = await probeMedia(programs.ffprobe.path, { url: clip }, 'clip.mp4');
    const options = JobOptions.parse({ segmentSeconds: 1 });
    const buckets = { work: 'work', output: 'results' };
    const policy = JobPolicy.parse({});
    ({ plan } = planJob({ jobId: 'job-1', source, media, index, options, policy, buckets, expiresAt: 1 }));
  });

  type Work = (dependencies: TaskDependencies) => Promise<unknown>;
  const segment: Work = (dependencies) => processSegment(dependencies, plan, plan.segments[1]!, plan.kernels);
  const concat: Work = (dependencies) => concatSegments(dependencies, plan);

  /** Runs a task in a process of its own, with a folder of its own. */
  async function launch(work: Work, store: MemoryStore, jobs: RememberingJobs, lastCall?: number): Promise<Process> {
    const process = new Process(lastCall);
    const surroundings = { ...programs, folder: await mkdtemp(join(folder(), 'task-')) };
    const services = { store: process.before(store), jobs: process.before(jobs) };
    await work(taskDependencies({ ...surroundings, ...services }).dependencies);
    return process;
  }

  async function storeFor(work: Work): Promise<MemoryStore> {
    const store = new MemoryStore(clip);
    if (work !== concat) return store;
    const first: Work = (dependencies) => processSegment(dependencies, plan, plan.segments[0]!, plan.kernels);
    for (const one of [first, segment]) await launch(one, store, new RememberingJobs());
    store.written.length = 0;
    return store;
  }

  const contentOf = ({ objects }: MemoryStore) => new Map([...objects].sort());

  test.each([
    ['of a segment', segment, 'work/' + segmentResultKey('job-1', 1, 'fused')],
    ['of the concatenation', concat, 'work/' + concatResultKey('job-1')],
  ])('leaves the same behind as one that was never killed: %s', async (_, work, resultKey) => {
    const prepared = await storeFor(work);
    const again = (): MemoryStore => {
      const store = new MemoryStore(clip);
      for (const [name, content] of prepared.objects) store.objects.set(name, content);
      return store;
    };
    const undisturbed = again();
    const { calls } = await launch(work, undisturbed, new RememberingJobs());
    expect([calls[0], calls[1], calls.at(-2), calls.at(-1)]).toEqual(['startTask', 'findJson', 'writeJson', 'endTask']);
    // Whole, and before it all that it tells of.
    expect(undisturbed.written.at(-1)).toBe(resultKey);
    expect(undisturbed.written).toHaveLength(new Set(undisturbed.written).size);

    for (let lastCall = 0; lastCall < calls.length; lastCall += 1) {
      const [store, jobs] = [again(), new RememberingJobs()];
      const killed = launch(work, store, jobs, lastCall);
      // A job table out of reach at the very end is no failure: the result is there.
      if (lastCall === calls.length - 1) await killed;
      else await expect(killed).rejects.toThrow('killed');
      // Where nothing was written yet, what follows is the undisturbed run.
      if (store.written.length === 0) continue;
      const isFinished = store.objects.has(resultKey);
      const written = store.written.length;
      const second = await launch(work, store, jobs);
      expect(contentOf(store)).toEqual(contentOf(undisturbed));
      expect(jobs.ended.map(({ end: { state } }) => state)).toEqual(['DONE']);
      if (isFinished) expect([second.calls, store.written.length]).toEqual([['startTask', 'findJson', 'endTask'], written]); // prettier-ignore
    }
  });
});

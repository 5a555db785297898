import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { AddCommand } from '../../cli/command';
import { get } from '../../cli/commands/get';
import { ls } from '../../cli/commands/ls';
import { rm } from '../../cli/commands/rm';
import { submit } from '../../cli/commands/submit';
import { watch } from '../../cli/commands/watch';
import { knownCredentials } from '../../local/identity';
import type { S3Request } from '../../local/s3/server';
import { type Typed, typeCommand } from '../cli/type-command';
import { temporaryFolder } from '../tools';
import { plainClip } from './clips';
import { type Workshop, openWorkshop } from './run-job';

const SubmittedJobs = z.object({
  jobs: z.array(z.object({ jobId: z.string(), key: z.string(), how: z.string(), succeeded: z.boolean().optional() })),
  failed: z.array(z.object({ source: z.string(), message: z.string() })),
});

describe('from a folder of videos to their results, as an operator does it', () => {
  const folder = temporaryFolder('all');
  const requests: S3Request[] = [];
  let opened: Awaited<ReturnType<typeof openWorkshop>>;
  let workshop: Workshop;
  beforeAll(async () => {
    opened = await openWorkshop(undefined, {
      user: knownCredentials,
      onS3Request: (request) => requests.push(request),
    });
    workshop = opened.workshop;
    await mkdir(join(folder(), 'clips'));
    for (const name of ['gate', 'yard']) await plainClip(join(folder(), 'clips', `${name}.mp4`), 1);
    await writeFile(join(folder(), 'clips', 'notes.txt'), 'not a video');
  });
  afterAll(async () => opened.close());

  /** Types a command about the stage. */
  const type = (add: AddCommand, words: readonly string[], signal?: AbortSignal): Promise<Typed> => {
    const { endpoint, region } = workshop.stack.clients;
    const variables = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, XDG_STATE_HOME: join(folder(), 'state') };
    return typeCommand(add, words, { variables, packagePath: () => undefined }, signal);
  };
  const counted = (operation: string) => requests.filter((request) => request.operation === operation).length;

  test('submit, watch, list, get twice, remove', async () => {
    const clips = join(folder(), 'clips');
    const submitted = await type(submit, ['submit', clips, '--crf', '30', '--follow']);
    expect(submitted).toMatchObject({ code: 0 });
    expect(submitted.stderr).toMatch(/^Left out of .*: notes\.txt \(not named like a video/);
    expect(submitted.stderr).toMatch(/gate\.mp4: 25\/25 frames, /);
    const ids: string[] = submitted.stdout.match(/^[0-9a-f]{64}(?= {2})/gm) ?? [];
    expect(ids).toHaveLength(2);
    expect(submitted.stdout).toMatch(/^SUCCEEDED: yard\.mp4 \([0-9a-f]{8}\), 25 frames in /m);

    const watched = await type(watch, ['watch', ...ids.map((id) => id.slice(0, 8)), '--json']);
    expect(watched.code).toBe(0);
    expect(watched.stdout.trim().split('\n').map((line): unknown => JSON.parse(line))).toMatchObject([{ state: 'SUCCEEDED', phase: 'ended' }, { state: 'SUCCEEDED' }]); // prettier-ignore

    const listed = await type(ls, ['ls', '--name', 'g*.mp4', '--state', 'succeeded']);
    expect(listed.stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/^JOB +STATE /),
      expect.stringMatching(/^[0-9a-f]{8} +SUCCEEDED .* 25\/25 +1\/1 .* gate\.mp4$/),
    ]);

    const out = join(folder(), 'out');
    const first = await type(get, ['get', ...ids, '--out', out]);
    expect(first).toMatchObject({ code: 0 });
    expect(await readdir(out)).toEqual(expect.arrayContaining(['gate.gray.mp4', 'gate.job.json', 'yard.motion.json']));
    expect(await readFile(join(out, 'gate.job.json'), 'utf8')).toMatch(/"crf": 30|"state": "SUCCEEDED"/);
    const before = counted('GetObject');
    const second = await type(get, ['get', ...ids, '--out', out]);
    expect(second.stderr).toMatch(/^0 files fetched, 0 B, \d+ there already/);
    expect((await type(get, ['get', ...ids, '--out', out, '--checksum'])).stderr).toMatch(/^0 files fetched/);
    expect(counted('GetObject')).toBe(before);

    const again = await type(submit, [
      'submit',
      `s3://${workshop.stack.inputBucket}/gate.mp4`,
      '--kernels',
      'motion',
      '--json',
    ]);
    const [{ jobId: third, how } = { jobId: '', how: '' }] = SubmittedJobs.parse(JSON.parse(again.stdout)).jobs;
    expect([how, ids.includes(third)]).toEqual(['started', false]);
    await workshop.finish(third);

    const removed = await type(rm, ['rm', ...ids, third, '--yes']);
    expect(removed).toMatchObject({ code: 0 });
    for (const id of ids) {
      expect(await workshop.jobs.readJob(id)).toBeUndefined();
      for await (const left of workshop.store.list(workshop.stack.outputBucket, `${id}/`)) throw new Error(left.key);
    }
    await expect(type(rm, ['rm', ids[0] ?? '', '--yes'])).rejects.toMatchObject({ name: 'NoSuchJob' });
  });

  test('an interrupted upload is gone on with: no part is sent twice', async () => {
    const path = join(folder(), 'large.mp4');
    await writeFile(path, randomBytes(41 * 1024 * 1024));
    const stop = new AbortController();
    const parts = () => counted('UploadPart');
    const stopSoon = () => {
      if (parts() > 1) stop.abort();
    };
    const watching = setInterval(stopSoon, 1);
    const interrupted = await type(submit, ['submit', path], stop.signal).finally(() => { clearInterval(watching); }); // prettier-ignore
    expect(interrupted).toMatchObject({ code: 130, stdout: '' });
    expect(interrupted.stderr).toMatch(/Interrupted: 1 of 1 not submitted\. .* submit them once more/);
    const gone = await type(submit, ['submit', path, '--json']);
    const [job] = SubmittedJobs.parse(JSON.parse(gone.stdout)).jobs;
    expect(job).toMatchObject({ key: basename(path), how: 'resumed' });
    // Those that were cut off in the middle count as requests, too.
    expect(parts()).toBeLessThanOrEqual(6 + 4);
    expect((await stat(path)).size).toBe(41 * 1024 * 1024);
    expect(await workshop.finish(job?.jobId ?? '')).toMatchObject({ record: { state: 'FAILED' } });
  });
});

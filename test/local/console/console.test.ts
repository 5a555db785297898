import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { type Console, openConsole } from '../../../local/console/console';
import { consolePath } from '../../../local/console/routes';
import { type Stack, startStack } from '../../../local/stack';
import { ExecutionNews, JobList, LogFiles, Refusal, StackFacts, Uploaded } from '../../../pipeline/console-answers';

let root: string;
let stack: Stack;
let opened: Console;
let address: string;
const acted: string[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'framefleet-console-'));
  const page = join(root, 'console.html');
  await writeFile(page, '<title>framefleet</title><style>a{}</style><script>"<script>"</script><script>run()</script>');
  const programs = {
    program: '/nowhere/container.cjs',
    ffmpegPath: '/nowhere/ffmpeg',
    ffprobePath: '/nowhere/ffprobe',
  };
  stack = await startStack({ root: join(root, 'data'), stage: 'test', ...programs });
  const act = (what: string) => (record: { jobId: string }) => {
    acted.push(`${what} ${record.jobId}`);
    return Promise.resolve(`${what}: done`);
  };
  opened = openConsole({ stack, host: '127.0.0.1', page, cancel: act('cancel'), redrive: act('redrive') });
  stack.mount(consolePath, opened.handle);
  address = `${stack.clients.endpoint}${consolePath}`;
});
afterAll(async () => {
  await stack.stop();
  opened.close();
  await rm(root, { recursive: true, force: true });
});

const own = () => ({ Origin: stack.clients.endpoint });
const get = (path: string, headers: Record<string, string> = {}) => fetch(`${address}${path}`, { headers });
const said = async (response: Response) => Refusal.parse(await response.json()).error;

/** An empty upload fails at once, and needs no program for that. */
async function failedJob(): Promise<string> {
  const url = `${address}/api/uploads/${encodeURIComponent('a b.mp4')}`;
  const answer = await fetch(url, { method: 'PUT', headers: own(), body: '' });
  const { jobId } = Uploaded.parse(await answer.json());
  for (;;) {
    const { jobs } = JobList.parse(await (await get('/api/jobs')).json());
    if (jobs.some((job) => job.jobId === jobId && job.state === 'FAILED')) return jobId;
  }
}

test('the page may run its own program, and load nothing from elsewhere', async () => {
  const response = await get('/');
  const policy = response.headers.get('content-security-policy') ?? '';
  const [, nonce = ''] = /script-src 'nonce-([^']+)'/.exec(policy) ?? [];
  expect(policy).toContain("default-src 'none'");
  expect(await response.text()).toContain(`<script nonce="${nonce}">run()`);
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  const bare = await fetch(address, { redirect: 'manual' });
  expect([bare.status, bare.headers.get('location')]).toEqual([308, `${consolePath}/`]);
  expect(StackFacts.parse(await (await get('/api/stack')).json())).toMatchObject({ inputBucket: stack.inputBucket });
});

test('an upload becomes a job, of which record, history, definition and logs are told', async () => {
  const jobId = await failedJob();
  const record: unknown = await (await get(`/api/jobs/${jobId}`)).json();
  expect(record).toMatchObject({ jobId, state: 'FAILED', input: { key: 'a b.mp4' }, error: { name: 'EmptyInput' } });
  const { executionId } = z.object({ executionId: z.string() }).parse(record);
  const path = `/api/executions/${encodeURIComponent(executionId)}`;
  const ended = async () => {
    for (;;) {
      const news = ExecutionNews.parse(await (await get(`${path}/events`)).json());
      if (news.status !== 'RUNNING') return news;
    }
  };
  const { status, events } = await ended();
  expect([status, events[0]?.type, events.at(-1)?.type]).toEqual(['FAILED', 'ExecutionStarted', 'ExecutionFailed']);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  const last = events.length;
  const news = ExecutionNews.parse(await (await get(`${path}/events?after=${last - 1}`)).json());
  expect(news.events.map(({ id }) => id)).toEqual([last]);
  expect(await (await get(`${path}/events/1`)).json()).toMatchObject({
    id: 1,
    details: { input: expect.any(String) as string },
  });
  const answer: unknown = await (await get(`${path}/definition`)).json();
  const { definition } = z.object({ definition: z.string() }).parse(answer);
  expect(definition).toContain('"StartAt": "IdentifyUpload"');
  const { files } = LogFiles.parse(await (await get(`/api/jobs/${jobId}/logs`)).json());
  expect(files.map(({ name }) => name)).toEqual(['handlers.log']);
  expect(files[0]?.lines.every((line) => line.includes(jobId))).toBe(true);

  for (const what of ['cancel', 'redrive']) {
    const answer = await fetch(`${address}/api/jobs/${jobId}/${what}`, { method: 'POST', headers: own() });
    expect(await answer.json()).toEqual({ message: `${what}: done` });
  }
  expect(acted).toEqual([`cancel ${jobId}`, `redrive ${jobId}`]);
});

test('outputs are passed on, in ranges too, without the rights of the page', async () => {
  const s3 = new S3Client(stack.clients);
  const html = { Body: '<script>x</script>', ContentType: 'text/html' };
  await s3.send(new PutObjectCommand({ Bucket: stack.outputBucket, Key: 'job/a ü.html', ...html }));
  s3.destroy();
  const whole = await get('/files/job/a%20%C3%BC.html');
  expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([200, 'text/html', html.Body]);
  expect(whole.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts(?!.*allow-same-origin)/);
  const part = await get('/files/job/a%20%C3%BC.html', { Range: 'bytes=1-6' });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 1-6/18', 'script']);
  expect((await get('/files/job/nothing')).status).toBe(404);
  expect((await get('/files/job/a%20%C3%BC.html', { Range: 'bytes=100-' })).status).toBe(416);
});

test.each([
  ['GET', '/api/nothing', 404, /has no \/_framefleet\/api\/nothing/],
  ['GET', '/api/jobs/abc', 404, /no job abc/],
  ['GET', '/api/executions/arn/events?after=x', 400, /"x" is no number of an event/],
  ['GET', '/api/jobs/%E0%A4%A', 400, /isn't written as addresses are/],
  ['DELETE', '/api/jobs/abc', 405, /takes GET, not DELETE/],
  ['POST', '/api/options', 400, /segmentSeconds/],
])('%s %s is answered with %p', async (method, path, status, says) => {
  const body = method === 'POST' ? { body: '{"segmentSeconds": -1}' } : {};
  const response = await fetch(`${address}${path}`, { method, headers: own(), ...body });
  expect(response.status).toBe(status);
  expect(await said(response)).toMatch(says);
});

test('nobody else’s page is answered', async () => {
  const foreign = { Origin: 'http://evil.example' };
  expect((await fetch(`${address}/api/uploads/x`, { method: 'PUT', headers: foreign, body: 'x' })).status).toBe(403);
  const status = await new Promise((resolve) => {
    request(`${address}/api/jobs`, { headers: { Host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).end();
  });
  expect(status).toBe(403);
});

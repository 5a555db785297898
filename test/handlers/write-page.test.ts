import { createWritePage } from '../../handlers/write-page';
import type { JobRecord } from '../../pipeline/job';
import { PageData } from '../../pipeline/page-data';
import { jobId, jobRecord } from '../cli/example-job';
import { testDependencies } from './dependencies';

const event = (executionId: string) => ({ jobId, executionId });

function writing(record: JobRecord | undefined) {
  const dependencies = testDependencies();
  const write = createWritePage({
    ...dependencies,
    jobs: { readJob: () => Promise.resolve(record) },
    template: () => Promise.resolve('<title>framefleet</title><!-- data -->'),
  });
  return { ...dependencies, write };
}

const dataOf = (html: string | undefined): PageData =>
  PageData.parse(JSON.parse(/id="data">(.*)<\/script>/s.exec(html ?? '')?.[1] ?? ''));

test('what the job has left is on its page, beside its outputs', async () => {
  const uri = (file: string) => `s3://output/${jobId}/${file}`;
  const outputs = {
    ...{ gray: uri('x.gray.mp4'), motion: uri('x.motion.json'), motionFrames: uri('x.motion-frames.ndjson') },
    ...{ pictureList: uri('x.pictures.json'), shots: uri('x.shots.json'), page: uri('x.html') },
  };
  const record = jobRecord({ runs: [], state: 'SUCCEEDED', outputs });
  const { write, store } = writing(record);
  const put = (file: string, content: string) => store.objects.set(`output/${jobId}/${file}`, content);
  const frame = { frame: 0, pts: 0, time: 0, area: 0.1, boxes: [[0, 0, 0.5, 0.5]], regions: [], flags: [] };
  const video = { width: 4, height: 4, frameCount: 2, durationSeconds: 1, timeBase: '1/2' };
  put('x.motion.json', JSON.stringify({ video, regions: [], masks: [], events: [], unreliable: [] }));
  put('x.motion-frames.ndjson', `${JSON.stringify(frame)}\n${JSON.stringify({ ...frame, frame: 1, time: 0.5 })}\n`);
  put('x.pictures.json', JSON.stringify({ pictures: [{ picture: 0, time: 0, file: 'pictures/x.000000.jpg' }] }));
  // Shots have been deleted meanwhile.
  const { key } = await write(event(record.executionId));
  expect(key).toMatch(new RegExp(`^${jobId}/.+\\.html$`));
  expect(store.contentTypes.get(`output/${key ?? ''}`)).toBe('text/html; charset=utf-8');
  const data = dataOf(store.text('output', key ?? ''));
  expect(data.motion?.moments).toEqual([[0, 0, 0, 500, 500], [500, 0, 0, 500, 500]]); // prettier-ignore
  expect(data).toMatchObject({
    gray: './x.gray.mp4',
    pictures: [{ time: 0, href: './pictures/x.000000.jpg' }],
    record: { jobId, state: 'SUCCEEDED' },
  });
  expect(data.shots).toBeUndefined();
});

test('a job that has failed has a page that says why', async () => {
  const error = { name: 'NotAVideo', message: 'It is a text.' };
  const record = jobRecord({ runs: [], state: 'FAILED', outputs: {}, error });
  const { write, store } = writing(record);
  const { key } = await write(event(record.executionId));
  expect(dataOf(store.text('output', key ?? '')).record.error).toEqual(error);
});

test('a job that is another execution’s by now, or is gone, gets no page', async () => {
  const other = writing(jobRecord());
  expect(await other.write(event('arn:other'))).toEqual({ key: null });
  expect(await writing(undefined).write(event('arn:other'))).toEqual({ key: null });
  expect(other.store.objects.size).toBe(0);
});

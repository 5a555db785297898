import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JobEvent, jobEventSchema } from '../../pipeline/job-events';

const envelope = {
  ...{ version: '0', id: 'e-1', source: 'framefleet', account: '000000000000', region: 'us-east-1', resources: [] },
  time: '2026-03-01T10:00:00Z',
};
const about = {
  version: 1,
  jobId: 'job-1',
  source: { bucket: 'videos', key: 'a.mp4', version: '1', versionId: '1', etag: 'e', sizeBytes: 5 },
  executionId: 'arn:aws:states:us-east-1:000000000000:execution:framefleet-dev:one',
};
const progress = { ...about, phase: 'segments', done: 1, of: 3 };
const event = (type: string, detail: object) => ({ ...envelope, 'detail-type': type, detail });

test('docs/events.schema.json is what the schemas say: npm run events:schema writes it', () => {
  const published = JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'events.schema.json'), 'utf8')) as unknown;
  expect(published).toEqual(JSON.parse(JSON.stringify(jobEventSchema())));
}); // prettier-ignore

test('receivers aren’t bound to the fields of today', () => {
  expect(JobEvent.parse(event('Job Progress', { ...progress, more: true }))).toMatchObject({ detail: progress });
  expect(JSON.stringify(jobEventSchema())).not.toContain('additionalProperties":false');
});

test.each([
  ['of another version', event('Job Progress', { ...progress, version: 2 })],
  ['in a phase that there isn’t', event('Job Progress', { ...progress, phase: 'waiting' })],
  ['without a reason', event('Job Failed', about)],
  ['of a kind that there isn’t', event('Job Paused', about)],
  ['of somebody else', { ...event('Job Progress', progress), source: 'aws.states' }],
])('an event %s is none of ours', (_what, given) => {
  expect(JobEvent.safeParse(given).success).toBe(false);
});

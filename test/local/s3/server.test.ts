import {
  GetBucketLifecycleConfigurationCommand,
  GetObjectAclCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from '@aws-sdk/client-s3';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { noise, startS3, type S3OnAPort } from './s3-on-a-port';
import { errorCode, send, sendSigned } from './signed-request';

const Bucket = 'videos';

describe('the server', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
  });
  afterEach(() => s3.stop());

  test('names what it doesn’t implement', async () => {
    const refused = { name: 'NotImplemented', $metadata: { httpStatusCode: 501 } };
    await expect(s3.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).rejects.toMatchObject({
      ...refused,
      message: 'This S3 has no GetBucketLifecycle.',
    });
    await expect(s3.client.send(new GetObjectAclCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      ...refused,
      message: 'This S3 has no GetObjectAcl.',
    });
    await expect(s3.client.send(new RestoreObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject(refused);
  });

  test('answers errors as S3 does', async () => {
    const answer = await sendSigned(s3.url, { method: 'GET', target: `/${Bucket}/a%20b` });
    expect(answer).toMatchObject({ status: 404, headers: { 'content-type': 'application/xml' } });
    const requestId = answer.headers['x-amz-request-id'];
    expect(answer.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>' +
        `<Key>a b</Key><Resource>/${Bucket}/a%20b</Resource><RequestId>${String(requestId)}</RequestId></Error>`,
    );
  });

  test('answers HEAD without a body', async () => {
    expect(await sendSigned(s3.url, { method: 'HEAD', target: `/${Bucket}/a` })).toMatchObject({
      status: 404,
      body: '',
    });
  });

  test('keeps a connection usable after a request it refused unread', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const body = noise(3_000_000);
    const refused = await send(s3.url, { method: 'PUT', target: `/${Bucket}/a`, body, agent });
    const halfRead = await sendSigned(s3.url, { method: 'POST', target: `/${Bucket}?delete`, body: 'no <xml', agent });
    const next = await sendSigned(s3.url, { method: 'PUT', target: `/${Bucket}/a`, body, agent });
    const last = await sendSigned(s3.url, { method: 'GET', target: `/${Bucket}/a`, agent });
    agent.destroy();
    expect([refused, halfRead, next, last].map(({ status }) => status)).toEqual([403, 400, 200, 200]);
    expect(errorCode(halfRead)).toBe('MalformedXML');
  });

  test('removes at its start what a crash left behind', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const files = await s3.files();
    await writeFile(join(s3.root, 'data', '0b3b4f0e-7f0a-4a39-8a8e-0d7a6c6f0a11'), 'half an upload');
    await writeFile(join(s3.root, 'buckets', Bucket, 'objects', 'x.json.1.unfinished'), '{"key":');
    await s3.restart();
    await sendSigned(s3.url, { method: 'GET', target: `/${Bucket}/a` });
    expect((await s3.files()).sort()).toEqual(files.sort());
  });
});

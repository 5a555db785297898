import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openItemStore } from '../../local/item-store';
import type { ObjectStore } from '../../local/step-functions/server';
import { ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, type S3OnAPort, startS3 } from './s3/s3-on-a-port';

const credentials = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY };

describe('the objects of distributed Maps', () => {
  let s3: S3OnAPort;
  let store: ObjectStore;
  beforeAll(async () => {
    s3 = await startS3();
    await s3.createBucket('items');
    store = openItemStore({ endpoint: s3.url, region: REGION, credentials });
  });
  afterAll(() => s3.stop());

  test('what is written is read, byte for byte', async () => {
    await store.write('items', 'a/ü.json', '["é"]');
    expect((await store.read('items', 'a/ü.json')).toString()).toBe('["é"]');
  });

  test('a listing has everything below the prefix, in S3’s order', async () => {
    for (const name of ['2', '10', '1']) await store.write('items', `some/${name}`, 'x');
    const listed = await store.list('items', 'some/');
    expect(listed.map(({ key }) => key)).toEqual(['some/1', 'some/10', 'some/2']);
    // MD5 of "x", in quotes.
    expect(listed[0]).toMatchObject({ size: 1, etag: '"9dd4e461268c8034f5c8564e155c67a6"' });
    expect(listed[0]?.lastModified.getTime()).toBeGreaterThan(Date.now() - 600_000);
  });

  test('a listing goes on, page after page', async () => {
    const page = (key: string, more: string): string =>
      `<ListBucketResult><Contents><Key>${key}</Key><Size>1</Size></Contents>${more}</ListBucketResult>`;
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>two</NextContinuationToken>';
    const server = createServer((request, response) => {
      response.end(request.url?.includes('continuation-token=two') ? page('b', '') : page('a', more));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const paged = openItemStore({ endpoint: `http://127.0.0.1:${port}`, region: REGION, credentials });
    expect((await paged.list('items', '')).map(({ key }) => key)).toEqual(['a', 'b']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('what isn’t there is told by its name', async () => {
    await expect(store.read('items', 'nothing')).rejects.toThrow();
    await expect(store.list('nowhere', '')).rejects.toThrow(/bucket/i);
  });
});

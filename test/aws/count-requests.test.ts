import { type RequestCount, countRequests } from '../../aws/count-requests';
import { openStore } from '../../aws/clients';
import type { ObjectStore } from '../../aws/object-store';
import { type Services, startServices } from './services';

describe('requests to S3', () => {
  let services: Services;
  let store: ObjectStore;
  beforeAll(async () => {
    services = await startServices();
    await services.createBucket('work');
    store = openStore(services.clients);
  });
  afterAll(() => services.stop());

  async function counted(work: () => Promise<unknown>): Promise<RequestCount> {
    let count: RequestCount | undefined;
    await countRequests(work, (told) => Promise.resolve(void (count = told))).catch(() => undefined);
    return count ?? { readRequests: -1, writeRequests: -1 };
  }
  const write = (key: string) => store.writeJson('work', key, { key });
  const list = async () => {
    for await (const { key } of store.list('work', 'a/')) expect(key).toBeDefined();
  };

  test('are counted by what they are billed as; deleting by list is a POST, a list as dear as a PUT', async () => {
    expect(await counted(() => write('a/1'))).toEqual({ readRequests: 0, writeRequests: 1 });
    expect(await counted(() => list())).toEqual({ readRequests: 0, writeRequests: 1 });
    expect(await counted(() => store.delete('work', ['a/1']))).toEqual({ readRequests: 0, writeRequests: 1 });
  });

  test('count, too, when the work fails', async () => {
    const failing = async () => {
      await write('a/2');
      throw new Error('no');
    };
    expect(await counted(failing)).toEqual({ readRequests: 0, writeRequests: 1 });
  });

  test('are whose work they are, also where several work at the same time', async () => {
    const counts = await Promise.all([
      counted(() => write('b/1')),
      counted(() => Promise.all([write('b/2'), write('b/3')])),
      counted(() => Promise.resolve()),
    ]);
    expect(counts.map(({ writeRequests }) => writeRequests)).toEqual([1, 2, 0]);
  });

  test('of nobody who counts go uncounted', async () => {
    await expect(write('c/1')).resolves.toBeUndefined();
  });
});

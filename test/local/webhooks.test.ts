import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { BusEvent } from '../../local/event-bus';
import { Deliveries, type DeliveriesOptions } from '../../local/webhooks';

const event: BusEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'Job Failed',
  source: 'framefleet',
  account: '000000000000',
  time: '2026-03-01T10:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { jobId: 'job-1' },
};
const now = new Date('2026-03-01T10:00:00Z');

describe('a webhook', () => {
  /** What the address answers, one after the other; the last again and again. */
  let answers: { status: number; headers?: Record<string, string> }[];
  let requests: { method: string | undefined; headers: Record<string, unknown>; body: string }[];
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        requests.push({ method: request.method, headers: request.headers, body });
        const { status, headers } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
        response.writeHead(status, headers).end('ignored');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  let slept: number[];
  let letters: { reason: string; tries: number }[];
  beforeEach(() => ([requests, slept, letters] = [[], [], []]));

  /** Delivers the event, in no time, and waits for its end. */
  const deliver = async (options: Partial<DeliveriesOptions> = {}): Promise<void> => {
    let elapsed = 0;
    let ended = (): void => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    const deliveries = new Deliveries({
      webhook: { url, key: 'k3y' },
      onUndelivered: ({ reason, tries }) => {
        letters.push({ reason, tries });
        ended();
      },
      random: () => 1,
      clock: {
        now: () => new Date(now.getTime() + elapsed),
        sleep: (ms) => {
          slept.push(ms);
          elapsed += ms;
          return Promise.resolve();
        },
      },
      ...options,
    });
    const asked = answers.length;
    deliveries.take(event);
    if (answers.at(-1)?.status !== 200) await over;
    else while (requests.length < asked) await new Promise((resolve) => setImmediate(resolve));
    await deliveries.close();
  };

  test('gets the event as the bus has it, with the key in a header', async () => {
    answers = [{ status: 200 }];
    await deliver();
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'x-framefleet-key': 'k3y', 'content-type': 'application/json; charset=utf-8' } }]); // prettier-ignore
    expect(JSON.parse(requests[0]!.body)).toEqual(event);
    expect(letters).toEqual([]);
  });

  test('without a key gets none', async () => {
    answers = [{ status: 200 }];
    await deliver({ webhook: { url } });
    expect(Object.keys(requests[0]!.headers)).not.toContain('x-framefleet-key');
  });

  test.each([401, 407, 409, 429, 500, 503])('that answers %d is asked again, after waits that double', async (status) => {
    answers = [{ status }, { status }, { status }, { status: 200 }];
    await deliver();
    expect(requests).toHaveLength(4);
    expect(slept).toEqual([1000, 2000, 4000]);
    expect(letters).toEqual([]);
  }); // prettier-ignore

  test.each([302, 400, 403, 404, 410])('that answers %d is not asked again', async (status) => {
    answers = [{ status, headers: { location: url } }];
    await deliver();
    expect([requests.length, slept]).toEqual([1, []]);
    expect(letters).toEqual([{ reason: `The address answered ${status}`, tries: 1 }]);
  });

  test.each([
    ['30', 30_000],
    ['Sun, 01 Mar 2026 10:02:00 GMT', 120_000],
    ['soon', 1000],
  ])('that asks for a wait (%s) gets it', async (retryAfter, wait) => {
    answers = [{ status: 503, headers: { 'retry-after': retryAfter } }, { status: 200 }];
    await deliver();
    expect(slept).toEqual([wait]);
  });

  test('that wants no more is left alone', async () => {
    answers = [{ status: 503, headers: { 'retry-after': '-1' } }];
    await deliver();
    expect(letters).toEqual([{ reason: 'The address answered 503', tries: 1 }]);
  });

  test('that fails for a day is given up', async () => {
    answers = [{ status: 500 }];
    await deliver();
    const [letter] = letters;
    expect(letter?.reason).toBe('The address answered 500');
    expect(letter?.tries).toBeLessThan(186);
    const total = slept.reduce((sum, wait) => sum + wait, 0);
    expect([total > 86_400_000, total < 93_600_000]).toEqual([true, true]);
  });

  test('that nobody answers at is tried 185 times more', async () => {
    answers = [];
    await deliver({ webhook: { url: 'http://127.0.0.1:1/' }, random: () => 0 });
    expect(letters).toEqual([{ reason: expect.stringContaining("can't be reached") as unknown, tries: 186 }]); // prettier-ignore
  });

  test('what still waits when the stack ends is kept', async () => {
    answers = [{ status: 500 }];
    let resting = (): void => undefined;
    const rests = new Promise<void>((resolve) => (resting = resolve));
    const deliveries = new Deliveries({
      webhook: { url },
      onUndelivered: ({ reason, tries }) => letters.push({ reason, tries }),
      clock: {
        now: () => now,
        sleep: (_ms, signal) => {
          resting();
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
        },
      },
    });
    deliveries.take(event);
    await rests;
    await deliveries.close();
    expect(letters).toEqual([{ reason: 'The address answered 500', tries: 1 }]);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { JobEvent } from '../../pipeline/job-events';
import { temporaryFolder } from '../tools';
import { manyKeyFramesClip } from './clips';
import { eventually, openWorkshop } from './run-job';

const folder = temporaryFolder();

test('every step of a job is told on the bus, as the schema says, and to a webhook', async () => {
  const received: { key: unknown; body: unknown }[] = [];
  // Turned away once: what comes again is the same event.
  let turnedAway = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (turnedAway === 0) turnedAway = response.writeHead(503).end().statusCode;
      else {
        received.push({ key: request.headers['x-framefleet-key'], body: JSON.parse(body) });
        response.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jobs`;
  const policy = { progressEvents: true };
  const { workshop, close } = await openWorkshop(undefined, { policy, webhook: { url, key: 'k3y' } });
  try {
    const clip = await manyKeyFramesClip(join(folder(), 'clip.mp4'), 8);
    const { record } = await workshop.runJob(clip, { segmentSeconds: 0.2 });
    expect(record.state).toBe('SUCCEEDED');
    const of = record.plan!.segmentCount;
    expect(of).toBeGreaterThan(1);

    const news = workshop.events.filter(({ source }) => source === 'framefleet').map((event) => JobEvent.parse(event));
    expect(new Set(news.map(({ detail }) => `${detail.jobId} ${detail.executionId}`)).size).toBe(1);
    const steps = news.map((event) =>
      event['detail-type'] === 'Job Progress'
        ? `${event.detail.phase} ${event.detail.done} of ${event.detail.of}`
        : event['detail-type'],
    );
    expect(steps.slice(0, 1)).toEqual([`segments 0 of ${of}`]);
    // Side by side, a segment that was counted first may be told last.
    const told = Array.from({ length: of }, (_, done) => `segments ${done + 1} of ${of}`);
    expect(new Set(steps.slice(1, -3))).toEqual(new Set(told));
    expect(steps.slice(-3)).toEqual([`concatenation ${of} of ${of}`, `merging ${of} of ${of}`, 'Job Succeeded']);
    expect(news.at(-1)?.detail).toMatchObject({ source: record.input, outputs: record.outputs });

    await eventually(() => (received.length === news.length ? true : undefined));
    expect(turnedAway).toBe(503);
    expect(new Set(received.map(({ key }) => key))).toEqual(new Set(['k3y']));
    const idOf = (event: unknown) => JobEvent.parse(event).id;
    expect(received.map(({ body }) => idOf(body)).sort()).toEqual(news.map(idOf).sort());
  } finally {
    await close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { fetchOutputs } from '../../cli/fetch-outputs';
import { placePage } from '../../cli/place-page';
import { soundOnly } from '../integration/clips';
import { make } from '../integration/media/clips';
import { openWorkshop } from '../integration/run-job';
import { temporaryFolder } from '../tools';
import { useBrowser } from './browser';

/** A room in which a white thing crosses the left half, later a yellow one the right half; between them nothing moves. */
const visitorsClip = (path: string): Promise<string> =>
  make(path, [
    ...['-f', 'lavfi', '-i', 'smptehdbars=s=320x180:r=25:d=6,eq=contrast=0.35:brightness=-0.1,format=yuv420p'],
    ...['-f', 'lavfi', '-i', 'color=white:s=28x40:r=25:d=6', '-f', 'lavfi', '-i', 'color=yellow:s=36x36:r=25:d=6'],
    '-filter_complex',
    "[0][1]overlay=x='20+60*(t-1)':y='70+20*sin(5*t)':eval=frame:enable='between(t,1,2.6)'[a];[a][2]overlay=x='270-55*(t-3.6)':y='60+25*sin(4*t)':eval=frame:enable='between(t,3.6,5.2)'",
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '50'],
  ]);

const folder = temporaryFolder('all');
const visit = useBrowser();
let [page, failedPage] = ['', ''];

/** The pages of a job that has succeeded and of one that has failed, as `framefleet run` leaves them. */
beforeAll(async () => {
  const { workshop, close } = await openWorkshop();
  const { store, stack } = workshop;
  const out = join(folder(), 'out');
  try {
    const clip = await visitorsClip(join(folder(), 'two visitors #1.mp4'));
    const half = (left: number): [number, number][] => {
      const right = left + 0.4;
      return [[left, 0.05], [right, 0.05], [right, 0.95], [left, 0.95]]; // prettier-ignore
    };
    const { record } = await workshop.runJob(clip, {
      kernels: ['grayscale', 'motion', 'histogram', 'pictures'],
      segmentSeconds: 2,
      regions: [
        { name: 'left', polygon: half(0.05) },
        { name: 'right', polygon: half(0.55) },
      ],
      masks: [{ name: 'clock', polygon: [[0.4, 0], [0.6, 0], [0.5, 0.2]] }], // prettier-ignore
    });
    expect(record.error).toBeUndefined();
    await fetchOutputs(store, record, out);
    page = pathToFileURL((await placePage(store, record, stack.outputBucket, out, clip)) ?? '').href;
    const failed = await workshop.runJob(await soundOnly(join(folder(), 'sound.m4a')), {});
    failedPage = pathToFileURL((await placePage(store, failed.record, stack.outputBucket, out, undefined)) ?? '').href;
  } finally {
    await close();
  }
});

/** Seconds, of each video. As text: these tests aren't type-checked with the browser's types. */
const timesOf = (opened: Page): Promise<number[]> =>
  opened.evaluate<number[]>(`[...document.querySelectorAll('video')].map((video) => video.currentTime)`);

const ready = (opened: Page) =>
  opened.waitForFunction(`[...document.querySelectorAll('video')].every((video) => video.readyState >= 2)`);

const comesTo = (opened: Page, seconds: number) =>
  opened.waitForFunction(
    `[...document.querySelectorAll('video')].every((video) => Math.abs(video.currentTime - ${seconds}) < 0.05)`,
  );

/** What a button of the list of events says: `0:03.60`. */
const startOf = (text: string | null): number => Number(text?.split(':').at(-1));

test('gray and source play in step, and events are jumped to by click and by key', async () => {
  const { page: opened, complaints, violations, picture, overflow } = await visit(page);
  await ready(opened);
  expect(await opened.locator('video').count()).toBe(2);

  await opened.getByRole('button', { name: 'Play' }).click();
  await opened.waitForFunction(`document.querySelector('video').currentTime > 0.3`);
  await opened.getByRole('button', { name: 'Pause' }).click();
  const [gray = 0, source = 9] = await timesOf(opened);
  expect(Math.abs(gray - source)).toBeLessThan(0.2);

  const jumps = opened.locator('button.jump');
  const starts = (await jumps.allTextContents()).map(startOf);
  expect(starts).toHaveLength(2);
  expect(Math.min(...starts)).toBeGreaterThan(0.5);
  await jumps.last().click();
  await comesTo(opened, starts[1]!);
  await opened.keyboard.press('Home');
  await comesTo(opened, 0);
  await opened.keyboard.press('n');
  await comesTo(opened, starts[0]!);
  await opened.keyboard.press('n');
  await opened.keyboard.press('p');
  await comesTo(opened, starts[0]!);
  await opened.locator('.track .event').last().click();
  await opened.waitForFunction(`document.querySelector('video').currentTime > 3`);

  await opened.waitForSelector('.overlay .box', { state: 'attached' });
  expect(await opened.locator('.overlay .label.moving').allTextContents()).toEqual(['right', 'right']);
  await picture('job-page-light');
  await opened.keyboard.press('r');
  expect(await opened.locator('.overlay').count()).toBe(0);
  await opened.keyboard.press('?');
  await opened.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  expect(await opened.getByRole('row', { name: /^Segment \d/ }).count()).toBe(3);
  expect(await opened.locator('.bars .bar').count()).toBeGreaterThanOrEqual(4);
  expect(await overflow()).toBe(0);
  expect(await violations()).toEqual([]);
  expect(complaints).toEqual([]);
});

test('dark, and on a phone', async () => {
  const dark = await visit(page, { colorScheme: 'dark' });
  await ready(dark.page);
  await dark.page.getByRole('slider', { name: 'Position' }).focus();
  await dark.page.keyboard.press('ArrowRight');
  await comesTo(dark.page, 1);
  await dark.picture('job-page-dark');
  expect(await dark.violations()).toEqual([]);
  await dark.page.getByRole('button', { name: 'Switch to light colours' }).click();
  expect(await dark.page.getAttribute('html', 'data-theme')).toBe('light');

  const phone = await visit(page, { width: 360, height: 740 });
  await ready(phone.page);
  expect(await phone.overflow()).toBe(0);
  await phone.picture('job-page-phone');
  expect([...dark.complaints, ...phone.complaints]).toEqual([]);
});

test('a source that isn’t beside the page is taken from disk', async () => {
  const alone = join(folder(), 'alone.html');
  await copyFile(new URL(page), alone);
  expect((await stat(alone)).size).toBeLessThan(200_000);
  const { page: opened } = await visit(pathToFileURL(alone).href);
  await opened.getByText('This browser can’t play it here').first().waitFor();
  await opened.getByLabel('Choose another file').setInputFiles(join(folder(), 'two visitors #1.mp4'));
  // The gray one isn't there: the source leads.
  await opened.locator('button[aria-label="Play"]:enabled').click();
  await opened.waitForFunction(`[...document.querySelectorAll('video')].some((video) => video.currentTime > 0.2)`);
});

test('a job that has failed says why', async () => {
  const {
    page: opened,
    complaints,
    violations,
    overflow,
    picture,
  } = await visit(failedPage, { width: 360, height: 740 });
  await opened.getByRole('heading', { name: 'NoVideoStream' }).waitFor();
  expect(await opened.getByText('failed', { exact: true }).count()).toBe(1);
  await picture('job-page-failed');
  expect(await overflow()).toBe(0);
  expect(await violations()).toEqual([]);
  expect(complaints).toEqual([]);
});

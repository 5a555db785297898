import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { twoSquaresClip } from '../integration/clips';
import { type RunningStack, killStacks, startUp } from '../integration/running-stack';
import { temporaryFolder, tools } from '../tools';
import { type Visit, useBrowser } from './browser';

const folder = temporaryFolder('all');
const visit = useBrowser();
/** A job of a few seconds, on a machine that does other things besides. */
const longestJob = { timeout: 90_000 };
let stack: RunningStack;
let address: string;
let clip: string;

beforeAll(async () => {
  const { ffmpeg, ffprobe } = await tools();
  await mkdir(join(folder(), 'tmp'));
  stack = await startUp(join(folder(), 'tmp'), [], { FFMPEG_PATH: ffmpeg.path, FFPROBE_PATH: ffprobe.path });
  address = `${stack.ready.endpoint}/_framefleet/`;
  clip = await twoSquaresClip(join(folder(), 'two squares.mp4'));
});
afterAll(async () => {
  await stack.end('SIGTERM');
  killStacks();
});

/** Uploads a file as a person does, and goes to its job. */
async function upload({ page }: Visit, path: string): Promise<void> {
  await page.getByRole('link', { name: 'Upload', exact: true }).click();
  await page.getByLabel('Videos', { exact: true }).setInputFiles(path);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('link', { name: /^Job [0-9a-f]{8}$/ }).click();
}

const ends = ({ page }: Visit, state: string) => page.locator(`[data-state="${state}"]`).waitFor(longestJob);
const colourOf = ({ page }: Visit, state: string) =>
  page.locator(`g[data-state="${state}"]`).getAttribute('data-colour');
const tab = (at: Visit, name: string) => at.page.getByRole('link', { name, exact: true }).click();

test('an upload becomes a job, whose states change under the reader’s eyes; each tells its input and its output', async () => {
  const at = await visit(address, { height: 1100 });
  const { page } = at;
  await page.getByRole('heading', { name: 'No jobs yet' }).waitFor();
  expect(await at.violations()).toEqual([]);
  await page.getByRole('link', { name: 'Upload', exact: true }).click();
  await page.getByLabel('Seconds of a segment').fill('1');
  await at.picture('console-upload');
  expect(await at.violations()).toEqual([]);
  await upload(at, clip);
  // It is drawn while it runs.
  await page.locator('g[data-state="Probe"]:not([data-colour="idle"])').waitFor();
  await ends(at, 'SUCCEEDED');
  await page.locator('g[data-state="JobSucceeded"][data-colour="succeeded"]').waitFor();
  expect(await colourOf(at, 'NotAnUpload')).toBe('idle');
  const map = page.getByRole('button', { name: /^ProcessSegments, Map, Succeeded, 3 of 3 done$/ });
  expect(await map.count()).toBe(1);

  await page.locator('g[data-state="Probe"]').click();
  const panel = page.getByRole('complementary', { name: 'State Probe' });
  await panel.getByText('"key": "two squares.mp4"').first().waitFor();
  expect(await panel.getByLabel('Output').textContent()).toContain('"frameCount": 75');
  await at.picture('console-graph');
  expect(await at.violations()).toEqual([]);
  // One iteration alone, and by the keyboard.
  await page.getByLabel('Iterations of ProcessSegments').selectOption('1');
  await page.locator('g[data-state="ProcessSegment"]').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'State ProcessSegment' }).waitFor();

  await tab(at, 'Segments');
  await page.getByRole('region', { name: 'Tasks over time' }).waitFor();
  await at.picture('console-segments');
  expect(await at.violations()).toEqual([]);
  await tab(at, 'History');
  await page.getByRole('button', { name: 'Details of event 1', exact: true }).click();
  await page.getByLabel('Filter').fill('MapIterationSucceeded');
  await page.getByText('of 3').waitFor();
  expect(await at.violations()).toEqual([]);
  await tab(at, 'Logs');
  await page.getByText('segment finished').first().waitFor();
  await at.picture('console-logs');
  expect(await at.violations()).toEqual([]);
  await tab(at, 'Outputs');
  const played = page.getByLabel('Gray video');
  await played.waitFor();
  // The player has asked for ranges of it.
  await page.waitForFunction('document.querySelector("video[aria-label=\'Gray video\']").duration > 2.9');
  expect(await at.violations()).toEqual([]);
  await tab(at, 'Record');
  await page.getByText('"state": "SUCCEEDED"').waitFor();
  expect(await at.violations()).toEqual([]);
  expect(at.complaints).toEqual([]);

  const phone = await visit(page.url().replace(/record$/, 'graph'), { width: 360, height: 740, colorScheme: 'dark' });
  await phone.page.locator('g[data-state="JobSucceeded"]').waitFor();
  await phone.picture('console-phone-dark');
  expect(await phone.overflow()).toBe(0);
  expect(await phone.violations()).toEqual([]);
  expect(phone.complaints).toEqual([]);
});

test('a failure says what and why, and where', async () => {
  const at = await visit(address, { colorScheme: 'dark' });
  const path = join(folder(), 'broken.mp4');
  await writeFile(path, 'This is no video.');
  await upload(at, path);
  await ends(at, 'FAILED');
  const { page } = at;
  const alert = page.getByRole('alert').filter({ hasText: 'NotAVideo' });
  await alert.waitFor();
  expect(await alert.textContent()).toContain('broken.mp4');
  await page.locator('g[data-state="JobFailed"][data-colour="failed"]').waitFor();
  expect(await colourOf(at, 'Probe')).toBe('caught');
  await page.locator('g[data-state="Probe"]').click();
  await page.getByRole('complementary', { name: 'State Probe' }).getByText('NotAVideo').first().waitFor();
  await at.picture('console-failed-dark');
  expect(await page.getByRole('button', { name: 'Redrive' }).isEnabled()).toBe(true);
  expect(await at.violations()).toEqual([]);
  expect(at.complaints).toEqual([]);
});

test('what is drawn in the region editor goes with the upload', async () => {
  const at = await visit(address);
  const { page } = at;
  await page.getByRole('link', { name: 'Regions' }).click();
  await page.getByLabel('Video or picture to draw over').setInputFiles(clip);
  await page.getByLabel('Time').waitFor();
  await page.getByRole('button', { name: 'Draw a region' }).click();
  const box = await page.locator('.region-canvas').boundingBox();
  if (!box) throw new Error('The picture isn’t shown');
  const put = (x: number, y: number) => page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await put(0.55, 0.05);
  await put(0.95, 0.05);
  await put(0.95, 0.95);
  await put(0.55, 0.95);
  await put(0.55, 0.05);
  await page.getByLabel('Name').fill('right door');
  await page.getByLabel('Name').press('Tab');
  await page.getByRole('button', { name: /^region right door, 4 corners/ }).waitFor();
  await at.picture('console-regions');
  expect(await at.violations()).toEqual([]);
  await upload(at, clip);
  await ends(at, 'SUCCEEDED');
  await tab(at, 'Outputs');
  const link = page.getByRole('link', { name: /motion\.json$/ });
  const report = await (await fetch(new URL((await link.getAttribute('href')) ?? '', address))).text();
  const Report = z.looseObject({ regions: z.array(z.looseObject({ name: z.string() })) });
  expect(Report.parse(JSON.parse(report)).regions.map(({ name }) => name)).toEqual(['right door']);
  expect(at.complaints).toEqual([]);
});

test('options that no job can have are refused before anything is sent', async () => {
  const { page } = await visit(`${address}#/upload`);
  await page.getByLabel('Videos', { exact: true }).setInputFiles(clip);
  await page.getByLabel('Further options, as JSON').fill('{"segmentSeconds": -1}');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  expect(await page.getByRole('alert').textContent()).toContain('segmentSeconds');
});

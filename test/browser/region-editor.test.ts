import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator } from 'playwright-core';
import { parseMask, parseRegion } from '../../pipeline/region';
import { twoSquaresClip } from '../integration/clips';
import { checkout } from '../integration/run-job';
import { temporaryFolder } from '../tools';
import { type Visit, useBrowser } from './browser';

const folder = temporaryFolder('all');
const visit = useBrowser();
const open = (options?: Parameters<typeof visit>[1]) =>
  visit(pathToFileURL(join(checkout, 'dist', 'pages', 'region-editor.html')).href, options);
let clip: string;
beforeAll(async () => {
  clip = await twoSquaresClip(join(folder(), 'clip.mp4'));
});

/** Fractions of the picture in pixels of the window. */
async function places({ page }: Visit): Promise<(x: number, y: number) => [number, number]> {
  const box = await page.locator('.region-canvas').boundingBox();
  if (!box) throw new Error('There is no picture');
  return (x, y) => [box.x + x * box.width, box.y + y * box.height];
}

async function draw(
  at: Visit,
  what: 'region' | 'mask',
  corners: readonly (readonly [number, number])[],
): Promise<void> {
  await at.page.getByRole('button', { name: `Draw a ${what}` }).click();
  const place = await places(at);
  for (const [x, y] of corners) await at.page.mouse.click(...place(x, y));
}

/** What stands for the command line, each option's text. */
const written = async (text: Locator): Promise<string[]> =>
  [...((await text.textContent()) ?? '').matchAll(/--(?:roi|mask) '([^']*)'/g)].map(([, quoted = '']) => quoted);

test('opened from a file: drawn, moved, named and weighted, its text is what the command line takes', async () => {
  const at = await open();
  const { page } = at;
  const text = page.getByLabel('For the command line', { exact: true });
  expect(await at.violations()).toEqual([]);
  await page.getByLabel('Video or picture to draw over').setInputFiles(clip);
  const time = page.getByLabel('Time');
  await time.fill('1.52');
  await page.waitForFunction('Math.abs(document.querySelector("video").currentTime - 1.52) < 0.05');

  await draw(at, 'region', [[0.1, 0.1], [0.4, 0.1], [0.4, 0.6]]); // prettier-ignore
  await page.keyboard.press('Enter');
  await page.getByLabel('Name').fill('left door');
  await page.getByLabel('Sensitivity').fill('2');
  await page.getByLabel('Sensitivity').press('Tab');
  const [first = ''] = await written(text);
  expect(parseRegion(first)).toMatchObject({ name: 'left door', sensitivity: 2 });
  const near = (value: number) => expect.closeTo(value, 2) as unknown;
  expect(parseRegion(first).polygon).toEqual([[near(0.1), near(0.1)], [near(0.4), near(0.1)], [near(0.4), near(0.6)]]); // prettier-ignore

  // A corner by the pointer, the whole by the keyboard, as far as the picture goes.
  const place = await places(at);
  await page.mouse.move(...place(0.4, 0.6));
  await page.mouse.down();
  await page.mouse.move(...place(0.3, 0.8), { steps: 4 });
  await page.mouse.up();
  expect(parseRegion((await written(text))[0] ?? '').polygon[2]).toEqual([near(0.3), near(0.8)]);
  await page.getByRole('button', { name: /^region left door/ }).focus();
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('Shift+ArrowLeft');
  expect(parseRegion((await written(text))[0] ?? '').polygon).toEqual([[0, near(0.1)], [near(0.3), near(0.1)], [near(0.2), near(0.8)]]); // prettier-ignore

  await draw(at, 'mask', [[0.7, 0.1], [0.9, 0.1], [0.9, 0.3], [0.7, 0.3], [0.7, 0.1]]); // prettier-ignore
  const [, mask = ''] = await written(text);
  expect(parseMask(mask).polygon).toHaveLength(4);
  await at.picture('region-editor');
  expect(await at.violations()).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await written(text)).toHaveLength(1);
  await page.keyboard.press('Control+Shift+Z');
  expect(await written(text)).toHaveLength(2);
  const json: unknown = JSON.parse((await page.getByLabel('For a job’s options', { exact: true }).textContent()) ?? '');
  expect(json).toMatchObject({ regions: [{ name: 'left door', sensitivity: 2 }], masks: [{}] });
  expect(at.complaints).toEqual([]);
});

test('without a pointer: drawn by keys; one that crosses itself is refused, with what to do', async () => {
  const at = await open({ width: 360, height: 740, colorScheme: 'dark' });
  const { page } = at;
  const text = page.getByLabel('For the command line', { exact: true });
  await page.getByRole('button', { name: 'Draw a region' }).click();
  const corner = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    await page.keyboard.press('Space');
  };
  await corner();
  await corner('Shift+ArrowRight');
  await corner('Shift+ArrowDown');
  await corner('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  expect(await written(text)).toEqual(['0.5,0.5 0.6,0.5 0.6,0.6 0.5,0.6']);
  await page.getByText('Corners (4)').click();
  await page.getByLabel('x of corner 2').fill('0.4');
  await page.getByLabel('x of corner 2').press('Tab');
  await page
    .getByText(/cross each other: move a corner/)
    .first()
    .waitFor();
  expect(await written(text)).toEqual([]);
  await page.getByLabel('Load regions from text').fill("--roi 'a: 0,0 1,0 0,1' --mask '0,0 0.1,0 0,0.1'");
  await page.getByRole('button', { name: 'Load' }).click();
  expect(await written(text)).toEqual(['a: 0,0 1,0 0,1', '0,0 0.1,0 0,0.1']);
  await at.picture('region-editor-phone-dark');
  expect(await at.overflow()).toBe(0);
  expect(await at.violations()).toEqual([]);
  expect(at.complaints).toEqual([]);
});

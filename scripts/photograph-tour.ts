import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type Page, chromium } from 'playwright-core';

export interface Tour {
  /** Of the `framefleet up` that runs. */
  endpoint: string;
  /** In which the clips lie in footage/, and what was fetched of their jobs in out/. */
  folder: string;
  /** Where the pictures are put. */
  pictures: string;
  chromiumPath: string;
}

/** Takes the pictures of the README: a job's page, the region editor, the console's list and graph. */
export async function photographTour(tour: Tour): Promise<void> {
  const browser = await chromium.launch({
    executablePath: tour.chromiumPath,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  try {
    await jobPage(browser, tour, 'light');
    await jobPage(browser, tour, 'dark');
    await regionEditor(browser, tour);
    await console(browser, tour);
  } finally {
    await browser.close();
  }
}

async function open(browser: Browser, url: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const viewport = { width: 1360, height: 900 };
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  await page.goto(url);
  return page;
}

const shoot = (page: Page, { pictures }: Tour, name: string) =>
  page.screenshot({ path: join(pictures, `${name}.png`) });

async function jobPage(browser: Browser, tour: Tour, scheme: 'light' | 'dark'): Promise<void> {
  const page = await open(browser, pathToFileURL(join(tour.folder, 'out', 'gate.html')).href, scheme);
  await page.getByLabel('Choose the file').setInputFiles(join(tour.folder, 'footage', 'gate.mp4'));
  await page.waitForFunction(
    `document.querySelectorAll('video').length === 2 && [...document.querySelectorAll('video')].every((video) => video.readyState >= 2)`,
  );
  // To the first event, and on into it.
  await page.keyboard.press('n');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(`[...document.querySelectorAll('video')].every((video) => !video.seeking)`);
  await page.waitForTimeout(500);
  await shoot(page, tour, `job-page-${scheme}`);
  await page.close();
}

async function regionEditor(browser: Browser, tour: Tour): Promise<void> {
  const page = await open(browser, pathToFileURL(join(tour.folder, 'regions.html')).href);
  await page.getByLabel('Video or picture to draw over').setInputFiles(join(tour.folder, 'footage', 'gate.mp4'));
  await page.getByLabel('Time').fill('4');
  await page.getByRole('button', { name: 'Draw a region' }).click();
  const box = await page.locator('.region-canvas').boundingBox();
  if (!box) throw new Error('The region editor shows no picture.');
  const corners = [[0.35, 0.4], [0.7, 0.4], [0.75, 0.95], [0.3, 0.95]] as const; // prettier-ignore
  for (const [x, y] of corners) await page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await page.keyboard.press('Enter');
  await page.getByLabel('Name').fill('gate');
  await page.getByLabel('Name').press('Tab');
  await page.waitForTimeout(300);
  await shoot(page, tour, 'region-editor');
  await page.close();
}

async function console(browser: Browser, tour: Tour): Promise<void> {
  const page = await open(browser, `${tour.endpoint}/_framefleet/`);
  await page.getByRole('link', { name: /gate\.mp4/ }).waitFor();
  await shoot(page, tour, 'console-jobs');
  await page.getByRole('link', { name: /gate\.mp4/ }).click();
  await page.locator('g[data-state="JobSucceeded"][data-colour="succeeded"]').waitFor();
  await page.locator('g[data-state="PlanSegments"]').click();
  await page.waitForTimeout(500);
  await shoot(page, tour, 'console-graph');
  await page.close();
}

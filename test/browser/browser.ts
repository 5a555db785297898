import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type Page, chromium } from 'playwright-core';

/** Where the pictures of a visit are left for people to look at; nobody asks for them in an ordinary run. */
// eslint-disable-next-line no-restricted-properties -- the tests' own switch
const pictureFolder = process.env['FRAMEFLEET_SCREENSHOTS'];

/** scripts/test-browser.mjs sets it. */
// eslint-disable-next-line no-restricted-properties -- the tests' own switch
const chromiumPath = process.env['CHROMIUM_PATH'];

export interface VisitOptions {
  /** CSS pixels; 1280 x 900 by default. */
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
}

/** A page in a browser of its own: nothing that it remembers outlives it. */
export interface Visit {
  page: Page;
  /** Everything that went wrong on the page: errors in the console, exceptions, requests that failed or went to another host. */
  complaints: string[];
  /** What axe finds that would keep somebody from using the page: serious and critical violations, each with its first places. */
  violations: () => Promise<string[]>;
  /** How many CSS pixels the page is wider than its window: 0 where nobody has to scroll sideways. */
  overflow: () => Promise<number>;
  /** The whole page as `<name>.png` below FRAMEFLEET_SCREENSHOTS; nothing where that isn't set. */
  picture: (name: string) => Promise<void>;
}

/** @throws Error when no Chromium is named */
export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('These tests need a Chromium: npm run test:browser');
  // In containers there is no sandbox for it; the pages are our own. Videos play without a click.
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--autoplay-policy=no-user-gesture-required'],
  });
}

/** @param url http: or file:; other hosts than its own must not be asked for anything */
export async function visit(browser: Browser, url: string, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, height = 900, colorScheme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    permissions: url.startsWith('http') ? ['clipboard-read', 'clipboard-write'] : [],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.stack ?? error.message}`));
  page.on('requestfailed', (request) => {
    // Media are let go of whenever one seeks, and streams when a page is left.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') complaints.push(`request: ${request.url()}: ${why}`);
  });
  const home = new URL(url).host;
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && host !== home) complaints.push(`asked another host: ${request.url()}`);
  });
  await page.goto(url);
  return {
    page,
    complaints,
    violations: async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => {
          const places = nodes
            .slice(0, 3)
            .map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`);
          return `${id}: ${help}\n  ${places.join('\n  ')}`;
        });
    },
    // As text: these tests aren't type-checked with the browser's types.
    overflow: () =>
      page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    picture: async (name) => {
      if (pictureFolder === undefined || pictureFolder === '') return;
      await mkdir(pictureFolder, { recursive: true });
      await page.screenshot({ path: join(pictureFolder, `${name}.png`), fullPage: true });
    },
  };
}

/** One browser for all tests of the describe block it is called in; each visit is closed when its test ends. */
export function useBrowser(): (url: string, options?: VisitOptions) => Promise<Visit> {
  let browser: Browser | undefined;
  const visits: Visit[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const { page } of visits.splice(0)) await page.context().close();
  });
  afterAll(async () => browser?.close());
  return async (url, options) => {
    if (browser === undefined) throw new Error('The browser runs only while tests run');
    const opened = await visit(browser, url, options);
    visits.push(opened);
    return opened;
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { fillPage } from '../pipeline/fill-page';
import { reason } from './check-paths';
import { UsageError } from './usage-error';

/**
 * Writes the region editor as a page that needs nothing else.
 * @param template the page as it was built (scripts/bundle.mjs)
 * @param video what it shows at first: a path on this machine
 * @throws UsageError when it can't be written there
 */
export async function writeRegionEditor(template: string, out: string, video?: string): Promise<void> {
  const source = video === undefined ? undefined : pathToFileURL(video).href;
  const page = fillPage(await readFile(template, 'utf8'), source === undefined ? {} : { source }, 'framefleet regions');
  await writeFile(out, page).catch((cause: unknown) => {
    throw new UsageError(`--out "${out}" can't be written: ${reason(cause)}`, { cause });
  });
}

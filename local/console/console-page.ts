import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { ConsoleError } from './console-error';

/** The console's page (web/console/), which may load nothing from elsewhere. */
export async function sendPage(path: string, response: ServerResponse): Promise<void> {
  const html = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConsoleError(500, `The console's page isn't at ${path}: build it with npm run prepare.`, { cause });
  });
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  // Browsers look for an icon, at an address of S3's, unless they are told that there is none.
  const icon = '<link rel="icon" href="data:,">';
  // The page has one style and one program of its own.
  response.end(
    html
      .replace('<style>', `${icon}<style nonce="${nonce}">`)
      .replace(/<script>(?![\s\S]*<script>)/, `<script nonce="${nonce}">`),
  );
}

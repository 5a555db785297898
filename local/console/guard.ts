import type { IncomingMessage } from 'node:http';
import { ConsoleError } from './console-error';

type Asking = Pick<IncomingMessage, 'method' | 'headers'> & { socket: { localAddress?: string | undefined } };

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * The console needs no key: whoever opens it in a browser of this machine may use it. Pages of other sites in the same browser may not.
 * A name that leads here by somebody else's DNS is no name of ours, and what changes anything comes from our own page.
 * @param host the address that was to be listened at
 * @throws ConsoleError 403
 */
export function guard({ method = 'GET', headers, socket }: Asking, host: string): void {
  const { host: named = '', origin } = headers;
  if (!isOurs(named, host, socket.localAddress)) {
    throw new ConsoleError(403, `The console isn't served as "${named}": open it at localhost or at ${host}.`);
  }
  // Forms and links of other sites send no Origin that is ours; browsers send one with all that isn't a GET.
  if (!reading.has(method) && origin !== `http://${named}`) {
    throw new ConsoleError(403, `The console takes changes only from its own page, not from ${origin ?? 'nowhere'}.`);
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && reading.has(method);
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation && !isSandboxed(headers)) {
    throw new ConsoleError(403, 'The console answers only its own page.');
  }
}

/** A job's page is shown without an origin of its own (files.ts), and fetches its videos and pictures so. */
const isSandboxed = (headers: IncomingMessage['headers']): boolean =>
  ['video', 'image', 'audio', 'track'].includes(String(headers['sec-fetch-dest']));

function isOurs(named: string, host: string, address: string | undefined): boolean {
  const name = nameOf(named);
  return ['localhost', '127.0.0.1', '[::1]', bracketed(host), bracketed(address ?? '')].some(
    (ours) => ours !== '' && name === ours.toLowerCase(),
  );
}

/** Without the port: behind a forwarded one it isn't ours, and it protects nothing. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '');

/** As it stands in a URL; an IPv4 address that came over IPv6 is one of IPv4. */
function bracketed(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return plain.includes(':') ? `[${plain}]` : plain;
}

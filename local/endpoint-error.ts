import { systemErrorCode } from './system-error';

/** The address to listen at can't be had. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError';
  constructor(host: string, port: number, cause: unknown) {
    super(reasonOf(host, port, cause), { cause });
  }
}

function reasonOf(host: string, port: number, cause: unknown): string {
  switch (systemErrorCode(cause)) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is in use by another program. End that one, or take another port: --port 0 finds a free one.`;
    case 'EACCES':
      return `Port ${port} of ${host} is not for everyone: take one above 1023, or --port 0 for a free one.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Take 127.0.0.1, or 0.0.0.0 for all that it has.`;
    default:
      return `${host}:${port} can't be listened at: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

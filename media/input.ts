/** Where ffmpeg reads a video from: a presigned URL, or a file of ours in a work folder. */
export interface MediaInput {
  url: string;
  /** Sent with every request; If-Match, so that a re-upload can't mix in. */
  headers?: Readonly<Record<string, string>>;
}

/** Microseconds without a byte from the server before ffmpeg gives up: nothing hangs. */
const readTimeout = 60_000_000;

/** The options before `-i`. A protocol list keeps a hostile file from opening anything but what was named. */
export function inputOptions({ url, headers = {} }: MediaInput): string[] {
  if (!/^https?:/.test(url)) return ['-protocol_whitelist', 'file'];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return [
    ...['-protocol_whitelist', 'http,https,tcp,tls'],
    ...['-rw_timeout', String(readTimeout)],
    // A slow encode leaves its connection idle until the server closes it: go on where it broke off.
    ...['-reconnect', '1', '-reconnect_delay_max', '10'],
    ...(lines.length === 0 ? [] : ['-headers', lines.join('')]),
  ];
}

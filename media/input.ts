/** Where ffmpeg reads a video from: a presigned URL, or a file of ours in a work folder. */
export interface MediaInput {
  url: string;
  /** Sent with every request; If-Match, so that a re-upload can't mix in. */
  headers?: Readonly<Record<string, string>>;
}

/** Microseconds without a byte from the server before ffmpeg gives up: nothing hangs. */
const readTimeout = 60_000_000;

/**
 * Formats that hold pictures and sound themselves, as ffmpeg names them. Not among them is whatever only names others:
 * playlists (hls, dash), lists (concat), sessions (sdp), numbered pictures. A playlist that is called video.mp4 would have
 * ffmpeg fetch what it likes from within the owner's network.
 */
export const acceptedFormats = [
  ...['mov', 'matroska', 'avi', 'mpegts', 'mpeg', 'mpegvideo', 'm4v', 'h264', 'hevc', 'av1', 'obu', 'vc1', 'ivf'],
  ...['asf', 'flv', 'ogg', 'mxf', 'gxf', 'nut', 'rm', 'dv', 'wtv', 'yuv4mpegpipe', 'gif'],
  // Without pictures: refused for that, in words that say so.
  ...['mp3', 'wav', 'flac', 'aac'],
];

/** The options before `-i`. Lists of protocols and formats keep a hostile file from opening anything but itself. */
export function inputOptions({ url, headers = {} }: MediaInput): string[] {
  if (!/^https?:/.test(url)) return ['-protocol_whitelist', 'file'];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return [
    ...['-protocol_whitelist', 'http,https,tcp,tls', '-format_whitelist', acceptedFormats.join()],
    ...['-rw_timeout', String(readTimeout)],
    // A slow encode leaves its connection idle until the server closes it: go on where it broke off.
    ...['-reconnect', '1', '-reconnect_delay_max', '10'],
    ...(lines.length === 0 ? [] : ['-headers', lines.join('')]),
  ];
}

/** Where ffmpeg reads a video from: a source by its address on this machine, or a file of ours in a work folder. */
export interface MediaInput {
  url: string;
}

/** Microseconds without a byte before ffmpeg gives up: nothing hangs. */
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

/**
 * The options before `-i`. Lists of protocols and formats keep a hostile file from opening anything but itself; sources come
 * from this machine by plain HTTP, so that nothing else can be reached by it.
 */
export function inputOptions({ url }: MediaInput): string[] {
  if (!url.startsWith('http:')) return ['-protocol_whitelist', 'file'];
  return [
    ...['-protocol_whitelist', 'http,tcp', '-format_whitelist', acceptedFormats.join()],
    ...['-rw_timeout', String(readTimeout)],
    // A source is handed over in windows: each ends early, and ffmpeg goes on there.
    ...['-reconnect', '1', '-reconnect_delay_max', '10'],
  ];
}

/** Pieces of recipes: arguments of ffmpeg. Clips are tiny; a key frame every 12 frames makes 5 of them in 2.4 s. */

/** A moving test picture, no two frames alike. */
export const picture = ({ seconds = 2.4, rate = '25', size = '96x64' } = {}): string[] => [
  ...['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`],
];

export const tone = ({ seconds = 2.4, rate = 48_000, frequency = 440 } = {}): string[] => [
  ...['-f', 'lavfi', '-i', `sine=frequency=${frequency}:sample_rate=${rate}:duration=${seconds}`],
];

/** Ten frames, each of them a key frame in what needs no other frames. */
export const tenFrames = [...picture({ seconds: 1, rate: '10' }), ...tone({ seconds: 1 })];

/** libx264 with a key frame at every `gop`th frame and nowhere else. */
export const h264 = ({ gop = 12, bFrames = 2, format = 'yuv420p', params = '' } = {}): string[] => [
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', format, '-g', String(gop), '-bf', String(bFrames)],
  ...['-x264-params', ['scenecut=0', params].filter(Boolean).join(':')],
];

/** What most cameras and editors write: frames before a key frame lean on it and on the GOP before. */
export const openH264 = h264({ bFrames: 3, params: 'open-gop=1' });

export function hevc({ gop = 12, format = 'yuv420p', params = 'open-gop=1' } = {}): string[] {
  const gops = `keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=3:b-adapt=0`;
  return [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', format],
    ...['-x265-params', `log-level=error:${gops}:${params}`],
  ];
}

/** MPEG-1, MPEG-2 and MPEG-4 ASP, by ffmpeg's own encoders; their GOPs are open. */
export const mpeg = (encoder: 'mpeg1video' | 'mpeg2video' | 'mpeg4'): string[] => [
  ...['-c:v', encoder, '-g', '12', '-bf', '2', '-q:v', '4', '-sc_threshold', '1000000000'],
];

const everyTwelfth = ['-g', '12', '-keyint_min', '12', '-b:v', '300k'];

/** VP8 and VP9 as a browser or a conference records them: at once, each frame shown. */
export const liveVpx = (encoder: 'libvpx' | 'libvpx-vp9'): string[] => [
  ...['-c:v', encoder, '-deadline', 'realtime', '-cpu-used', '8', '-lag-in-frames', '0', '-auto-alt-ref', '0'],
  ...everyTwelfth,
];

/** VP8 and VP9 as they are published: with alternate references, frames that are decoded and never shown. */
export const publishedVpx = (encoder: 'libvpx' | 'libvpx-vp9'): string[] => [
  ...['-c:v', encoder, '-deadline', 'good', '-cpu-used', '5', '-lag-in-frames', '12', '-auto-alt-ref', '1'],
  ...everyTwelfth,
];

export const av1 = [
  ...['-c:v', 'libaom-av1', '-strict', 'experimental', '-cpu-used', '8', '-lag-in-frames', '8', '-row-mt', '0'],
  ...[...everyTwelfth, '-crf', '10', '-b:v', '0'],
];

export const aac = ['-c:a', 'aac', '-b:a', '64k'];
export const opus = ['-c:a', 'libopus', '-b:a', '48k'];
export const mp3 = ['-c:a', 'libmp3lame'];
export const pcm = ['-c:a', 'pcm_s16le'];

import type { Input } from '../input';
import { aac, av1, h264, hevc, liveVpx, openH264, opus, picture, publishedVpx, tone } from './recipe';

const both = ['grayscale', 'motion'] as const;
const refreshed = [...picture(), ...tone(), ...h264({ bFrames: 0, params: 'intra-refresh=1' }), ...aac];

/** What cameras, phones, encoders and browsers write today. */
export const codecs: readonly Input[] = [
  {
    name: 'H.264, closed GOPs, MP4',
    file: 'closed.mp4',
    hard: 'B-frames: decoding order isn’t showing order',
    recipe: [...picture(), ...tone(), ...h264({ gop: 11, bFrames: 3 }), ...aac],
    keyFrames: 6,
    kernels: both,
  },
  {
    name: 'H.264, open GOPs, MP4',
    file: 'open.mp4',
    hard: 'frames before a key frame lean on it and on the GOP before',
    recipe: [...picture(), ...tone(), ...openH264, '-g', '11', ...aac],
    keyFrames: 6,
    kernels: both,
  },
  {
    name: 'H.264, intra refresh, MP4',
    file: 'refresh.mp4',
    hard: 'no key frame but the first: after a recovery point it takes a GOP until a picture is whole',
    recipe: refreshed,
  },
  { name: 'H.264, intra refresh, MPEG-TS', file: 'refresh.ts', hard: 'the same without an index', recipe: refreshed },
  {
    name: 'H.264, pyramid of B-frames, MP4',
    file: 'pyramid.mp4',
    hard: 'many references, and many frames to reorder',
    recipe: [...picture(), ...h264({ gop: 11, bFrames: 8, params: 'b-pyramid=normal:ref=6:b-adapt=0' })],
    keyFrames: 6,
  },
  {
    name: 'H.264, interlaced, MP4',
    file: 'interlaced.mp4',
    hard: 'two fields in a frame (MBAFF)',
    recipe: [...picture(), ...h264({ params: 'tff=1' })],
  },
  {
    name: 'H.264, raw stream',
    file: 'raw.h264',
    hard: 'no container, no times',
    recipe: [...picture(), ...h264(), '-f', 'h264'],
    keyFrames: 1,
  },
  {
    name: 'HEVC, open GOPs, MP4',
    file: 'open-hevc.mp4',
    hard: 'leading pictures (RASL) can’t be decoded after a seek',
    recipe: [...picture(), ...tone(), ...hevc({ gop: 11 }), '-tag:v', 'hvc1', ...aac],
    keyFrames: 6,
    kernels: both,
  },
  {
    name: 'HEVC, closed GOPs, MKV',
    file: 'closed-hevc.mkv',
    hard: 'times in milliseconds',
    recipe: [...picture(), ...tone(), ...hevc({ params: 'open-gop=0' }), ...aac],
  },
  {
    name: 'HEVC, open GOPs, MPEG-TS',
    file: 'open-hevc.ts',
    hard: 'leading pictures, and no index',
    recipe: [...picture(), ...tone(), ...hevc({ gop: 11 }), ...aac],
    keyFrames: 6,
  },
  {
    name: 'HEVC, raw stream',
    file: 'raw.hevc',
    hard: 'no container, no times',
    recipe: [...picture(), ...hevc(), '-f', 'hevc'],
    keyFrames: 1,
  },
  {
    name: 'VP8, hidden frames, WebM',
    file: 'vp8.webm',
    hard: 'packets that show nothing (alternate references)',
    recipe: [...picture(), ...tone(), ...publishedVpx('libvpx'), ...opus],
  },
  {
    name: 'VP9, hidden frames, WebM',
    file: 'vp9.webm',
    hard: 'superframes: hidden alternate references beside shown frames',
    recipe: [...picture(), ...tone(), ...publishedVpx('libvpx-vp9'), ...opus],
  },
  {
    name: 'VP9, MP4',
    file: 'vp9.mp4',
    hard: 'VP9 and Opus outside of WebM',
    recipe: [...picture(), ...tone(), ...liveVpx('libvpx-vp9'), ...opus, '-strict', 'experimental'],
  },
  {
    name: 'AV1, MP4',
    file: 'av1.mp4',
    hard: 'shown and hidden frames in one packet',
    recipe: [...picture(), ...tone(), ...av1, ...aac],
    encoders: ['libaom-av1'],
  },
  {
    name: 'AV1, WebM',
    file: 'av1.webm',
    hard: 'the same, times in milliseconds',
    recipe: [...picture(), ...tone(), ...av1, ...opus],
    encoders: ['libaom-av1'],
  },
];

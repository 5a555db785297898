import { writeFile } from 'node:fs/promises';
import { make } from '../../media/clips';
import type { Input } from '../input';
import { aac, h264, hevc, liveVpx, mpeg, openH264, picture, tenFrames, tone } from './recipe';

/** As a phone turns its videos: the pictures lie as they were taken, a matrix says how to turn them, clockwise. */
async function makeTurned(path: string, degrees: number, recipe: readonly string[]): Promise<void> {
  const upright = `${path}.upright.mp4`;
  await make(upright, recipe);
  await make(path, ['-i', upright, '-c', 'copy', '-metadata:s:v:0', `rotate=${degrees}`]);
}
const phone = [...picture(), ...tone(), ...openH264, ...aac];

const tags = (primaries: string, transfer: string, matrix: string): string[] => [
  ...['-color_primaries', primaries, '-color_trc', transfer, '-colorspace', matrix],
];
const ffv1 = (format: string): string[] => ['-pix_fmt', format, '-c:v', 'ffv1', '-level', '3', '-g', '12'];
/** Transparent on the left, opaque on the right. */
const fading = "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*X/W'";

export const pictures: readonly Input[] = [
  {
    name: 'Turned by 90°',
    file: 'portrait.mp4',
    hard: 'a phone held upright',
    recipe: (path) => makeTurned(path, 90, phone),
    kernels: ['grayscale', 'motion'],
  },
  {
    name: 'Turned by 180°',
    file: 'upside-down.mp4',
    hard: 'a phone held upside down',
    recipe: (path) => makeTurned(path, 180, phone),
  },
  {
    name: 'Turned by 270°',
    file: 'portrait.mov',
    hard: 'a phone held upright the other way',
    recipe: (path) => makeTurned(path, 270, phone),
  },
  {
    name: 'Pixels of 16:11, MP4',
    file: 'anamorphic.mp4',
    hard: 'wider on the screen than in the file',
    recipe: [...picture(), '-vf', 'setsar=16/11', ...h264()],
  },
  {
    name: 'Pixels of 16:15, MPEG-2, MPEG-TS',
    file: 'pal.ts',
    hard: 'told as the shape of the whole picture',
    recipe: [...picture({ size: '120x96' }), '-aspect', '4:3', ...mpeg('mpeg2video')],
  },
  {
    name: 'Turned by 90°, pixels of 4:3',
    file: 'anamorphic-portrait.mp4',
    hard: 'turning swaps the sides of a pixel, too',
    recipe: (path) => makeTurned(path, 90, [...picture(), '-vf', 'setsar=4/3', ...h264()]),
  },
  {
    name: 'Odd width and height, VP9',
    file: 'odd.webm',
    hard: '97x65: 4:2:0 in MP4 wants even sides',
    recipe: [...picture({ size: '97x65' }), '-pix_fmt', 'yuv420p', ...liveVpx('libvpx-vp9')],
  },
  {
    name: 'Odd width and height, 4:4:4',
    file: 'odd.mp4',
    hard: 'a screen recording of 97x65',
    recipe: [...picture({ size: '97x65' }), ...h264({ format: 'yuv444p' })],
  },
  {
    name: '10 bit, H.264',
    file: 'hi10.mkv',
    hard: 'more than 8 bits stay',
    recipe: [...picture(), ...h264({ format: 'yuv420p10le' })],
  },
  {
    name: '10 bit, HEVC, HDR',
    file: 'hdr.mp4',
    hard: 'BT.2020 with PQ: a picture without its tags looks washed out',
    recipe: [
      ...[
        ...picture(),
        ...hevc({ format: 'yuv420p10le', params: 'colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc' }),
      ],
      ...[...tags('bt2020', 'smpte2084', 'bt2020nc'), '-tag:v', 'hvc1'],
    ],
  },
  {
    name: '10 bit, VP9',
    file: 'profile2.webm',
    hard: 'profile 2',
    recipe: [...picture(), '-pix_fmt', 'yuv420p10le', ...liveVpx('libvpx-vp9'), '-profile:v', '2'],
  },
  {
    name: '4:2:2, H.264',
    file: '422.mp4',
    hard: 'a camera’s intermediate',
    recipe: [...picture(), ...h264({ format: 'yuv422p' })],
  },
  {
    name: '4:2:2, 10 bit, H.264',
    file: '422-10.mov',
    hard: 'a better camera’s intermediate',
    recipe: [...picture(), ...h264({ format: 'yuv422p10le' })],
  },
  {
    name: '4:4:4, H.264',
    file: '444.mp4',
    hard: 'a screen recording',
    recipe: [...picture(), ...h264({ format: 'yuv444p' })],
  },
  {
    name: '4:4:4, 12 bit, FFV1',
    file: '444-12.mkv',
    hard: 'more bits than H.264 encoders take: 10 stay',
    recipe: [...picture(), ...ffv1('yuv444p12le')],
  },
  {
    name: 'Full range, H.264',
    file: 'full.mp4',
    hard: 'luma from 0 to 255; tags of BT.709',
    recipe: [
      ...[...picture(), ...h264({ format: 'yuvj420p', params: 'fullrange=on' })],
      ...tags('bt709', 'bt709', 'bt709'),
    ],
  },
  {
    name: 'Full range, 10 bit, HEVC',
    file: 'full-hevc.mp4',
    hard: 'luma from 0 to 1023',
    recipe: [...picture(), ...hevc({ format: 'yuv420p10le', params: 'range=full' }), '-color_range', 'pc'],
  },
  {
    name: 'BT.601 tags',
    file: 'pal.mp4',
    hard: 'standard definition: its colours are others',
    recipe: [...picture(), ...h264(), ...tags('bt470bg', 'gamma28', 'bt470bg'), '-color_range', 'tv'],
  },
  {
    name: 'RGB, H.264',
    file: 'rgb.mkv',
    hard: 'no luma to keep: it is computed',
    recipe: [...picture(), '-c:v', 'libx264rgb', '-preset', 'veryfast', '-g', '12', '-bf', '2', '-qp', '4'],
  },
  {
    name: 'Gray, full range, FFV1',
    file: 'gray.mkv',
    hard: 'no chroma to take out; luma from 0 to 255',
    recipe: [...picture(), ...ffv1('gray')],
  },
  {
    name: 'Gray, limited range, HEVC',
    file: 'gray-hevc.mp4',
    hard: '4:0:0 with luma from 16 to 235',
    recipe: [...picture(), ...hevc({ format: 'gray', params: 'range=limited' })],
  },
  {
    name: 'Alpha, VP9',
    file: 'alpha.webm',
    hard: 'transparency beside the pictures',
    recipe: [...picture(), '-vf', fading, ...liveVpx('libvpx-vp9')],
  },
  {
    name: 'Alpha, ProRes 4444',
    file: 'alpha.mov',
    hard: 'transparency in the pictures; every frame a key frame',
    recipe: [...tenFrames, '-an', '-pix_fmt', 'yuva444p10le', '-c:v', 'prores_ks', '-profile:v', '4'],
    keyFrames: 10,
  },
  {
    name: 'Alpha, QuickTime Animation',
    file: 'animation.mov',
    hard: 'ARGB, each frame a difference to the one before',
    recipe: [...picture(), '-pix_fmt', 'argb', '-c:v', 'qtrle', '-g', '12'],
  },
  {
    name: 'Interlaced, ProRes',
    file: 'broadcast.mov',
    hard: 'two fields in a frame, 10 bit',
    recipe: [...tenFrames, '-an', '-c:v', 'prores_ks', '-profile:v', '3', '-flags', '+ildct', '-top', '1'],
    keyFrames: 10,
  },
  {
    name: 'Size that changes, WebM',
    file: 'resized.webm',
    hard: 'a browser’s recording of a window that is made larger after 1.2 s',
    recipe: makeResized,
    scaled: 'scale=96:64',
    refused: 'FrameMismatch',
  },
];

/** Two recordings of different sizes, one behind the other in one stream. */
async function makeResized(path: string): Promise<void> {
  const [small, large, list] = [`${path}.small.webm`, `${path}.large.webm`, `${path}.txt`];
  await make(small, [...picture({ seconds: 0.96 }), ...liveVpx('libvpx')]);
  await make(large, [...picture({ seconds: 1.44, size: '128x80' }), ...liveVpx('libvpx')]);
  await writeFile(list, [small, large].map((part) => `file '${part}'`).join('\n'));
  await make(path, ['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy']);
}

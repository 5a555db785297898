import { jpegScale, pictureFiles } from '../../../kernels/pictures/encoding';
import { PicturesOptions } from '../../../kernels/pictures/options';
import { pictureSize, tileSize } from '../../../kernels/pictures/picture-size';
import type { VideoStream } from '../../../pipeline/media-info';
import { mediaInfo } from '../../pipeline/examples';

const files = (options: Partial<PicturesOptions>, stream: Partial<VideoStream> = {}, folder = '/work') =>
  pictureFiles(mediaInfo({}, stream).video, PicturesOptions.parse(options), folder);

describe('pictureFiles', () => {
  test('a picture of each frame, and small raw ones in one file', () => {
    const [picture, tiles] = files({ longerSide: 320 });
    const from =
      'flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact:in_range=limited:in_color_matrix=bt601';
    const to = 'out_range=full:out_color_matrix=bt601';
    expect(picture).toEqual({
      path: '/work/%06d.jpg',
      filters: [`scale=320:180:${from}:${to}`, 'format=yuvj420p', 'setsar=1'],
      encoder: [
        ...['-c:v', 'mjpeg', '-flags', '+bitexact', '-qmin', '1', '-q:v', '3', '-f', 'image2', '-start_number', '0'],
      ],
    });
    expect(tiles).toEqual({
      path: '/work/tiles',
      filters: [`scale=160:90:${from}:${to}`, 'format=yuvj420p', 'setsar=1'],
      encoder: ['-c:v', 'rawvideo', '-f', 'rawvideo'],
    });
  });

  test('small ones only for a sheet or sprites', () => {
    expect(files({ sheet: false })).toHaveLength(2);
    expect(files({ sprites: false })).toHaveLength(2);
    expect(files({ sheet: false, sprites: false })).toHaveLength(1);
  });

  test('a folder whose name ffmpeg would number', () => {
    expect(files({}, {}, '/work/100%d')[0]?.path).toBe('/work/100%%d/%06d.jpg');
    expect(files({}, {}, '/work/100%d')[1]?.path).toBe('/work/100%d/tiles');
  });

  test.each([
    ['what the video says', { colorMatrix: 'bt2020nc', height: 480 }, 'in_range=limited:in_color_matrix=bt2020'],
    ['HD that says nothing', { width: 1280, height: 720 }, 'in_range=limited:in_color_matrix=bt709'],
    ['PAL that says nothing', { width: 720, height: 576 }, 'in_range=limited:in_color_matrix=bt601'],
    ['full range', { pixelFormat: 'yuvj420p' }, 'in_range=full:in_color_matrix=bt601'],
  ])('colours: %s', (_, stream, expected) => {
    expect(files({}, stream)[0]?.filters[0]).toContain(`${expected}:`);
  });

  test('RGB has neither range nor matrix', () => {
    expect(files({ format: 'png' }, { pixelFormat: 'gbrp' })[0]?.filters[0]).toMatch(/bitexact:out_range=full$/);
  });
});

test.each([
  [100, 1],
  [90, 2],
  [85, 2],
  [80, 3],
  [75, 4],
  [50, 8],
  [25, 16],
  [13, 31],
  [1, 31],
])('quality %d is %d for ffmpeg', (quality, scale) => {
  expect(jpegScale(quality)).toBe(scale);
});

describe('sizes', () => {
  const aspect = (numerator: number, denominator: number) => ({ sampleAspectRatio: { numerator, denominator } });

  test.each([
    ['as it is', { width: 1921, height: 1080 }, null, { width: 1921, height: 1080 }],
    ['smaller', { width: 1920, height: 1080 }, 640, { width: 640, height: 360 }],
    ['upright', { width: 1080, height: 1920 }, 640, { width: 360, height: 640 }],
    ['never larger', { width: 320, height: 240 }, 640, { width: 320, height: 240 }],
    ['wide pixels', { width: 720, height: 576, ...aspect(64, 45) }, null, { width: 1024, height: 576 }],
    ['high pixels', { width: 704, height: 480, ...aspect(10, 11) }, null, { width: 704, height: 528 }],
    ['a line', { width: 4000, height: 2 }, 100, { width: 100, height: 1 }],
  ])('%s', (_, video, longerSide, expected) => {
    expect(pictureSize(video, longerSide)).toEqual(expected);
  });

  test('small ones have even sides', () => {
    expect(tileSize({ width: 1920, height: 1080 }, 160)).toEqual({ width: 160, height: 90 });
    expect(tileSize({ width: 1000, height: 667 }, 160)).toEqual({ width: 160, height: 108 });
    expect(tileSize({ width: 4000, height: 2 }, 100)).toEqual({ width: 100, height: 2 });
    expect(tileSize({ width: 1, height: 1 }, 160)).toEqual({ width: 2, height: 2 });
  });
});

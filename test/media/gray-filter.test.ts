import { grayFilters } from '../../media/gray-filter';

const even = { width: 640, height: 360 };

describe('grayFilters', () => {
  test.each([
    ['yuv420p', 'yuv420p', 128],
    ['yuv422p', 'yuv420p', 128],
    ['yuv444p', 'yuv420p', 128],
    ['yuvj420p', 'yuvj420p', 128],
    ['yuvj444p', 'yuvj420p', 128],
    ['yuv420p10le', 'yuv420p10le', 512],
    ['yuv422p10be', 'yuv420p10le', 512],
    ['yuv444p12le', 'yuv420p10le', 512],
    ['yuva444p10le', 'yuv420p10le', 512],
    ['yuva420p', 'yuv420p', 128],
    ['yuv410p', 'yuv420p', 128],
    ['rgb24', 'yuv420p', 128],
    ['gray', 'yuv420p', 128],
    ['pal8', 'yuv420p', 128],
    ['nv12', 'yuv420p', 128],
  ])('%s becomes %s with its chroma at %d', (pixelFormat, format, middle) => {
    expect(grayFilters({ ...even, pixelFormat })).toEqual([
      `format=${format}`,
      `limiter=min=${middle}:max=${middle}:planes=6`,
    ]);
  });

  test.each([
    [641, 360],
    [640, 361],
    [641, 361],
  ])('%dx%d is padded to even sides at the end', (width, height) => {
    const plain = grayFilters({ ...even, pixelFormat: 'yuv444p' });
    expect(grayFilters({ width, height, pixelFormat: 'yuv444p' })).toEqual([...plain, 'pad=ceil(iw/2)*2:ceil(ih/2)*2']);
  });
});

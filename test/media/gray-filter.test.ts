import { grayFilters, grayRange, hasLuma } from '../../media/gray-filter';

const even = { width: 640, height: 360 };
const limiter = (middle: number) => `limiter=min=${middle}:max=${middle}:planes=6`;

describe('grayFilters', () => {
  test.each([
    ['yuv420p', 128],
    ['yuvj420p', 128],
    ['yuv420p10le', 512],
  ])('%s needs no conversion; its chroma goes to %d', (pixelFormat, middle) => {
    expect(grayFilters({ ...even, pixelFormat })).toEqual([`format=${pixelFormat}`, limiter(middle)]);
  });

  test.each([
    ['yuv422p', 'yuv420p', 128, 'limited'],
    ['yuv444p', 'yuv420p', 128, 'limited'],
    ['yuv410p', 'yuv420p', 128, 'limited'],
    ['yuva420p', 'yuv420p', 128, 'limited'],
    ['nv12', 'yuv420p', 128, 'limited'],
    ['uyvy422', 'yuv420p', 128, 'limited'],
    ['yuvj444p', 'yuvj420p', 128, 'full'],
    ['gray', 'yuv420p', 128, 'full'],
    ['yuv422p10be', 'yuv420p10le', 512, 'limited'],
    ['yuv444p12le', 'yuv420p10le', 512, 'limited'],
    ['yuva444p10le', 'yuv420p10le', 512, 'limited'],
    ['p010le', 'yuv420p10le', 512, 'limited'],
    ['gray16be', 'yuv420p10le', 512, 'full'],
  ])('%s becomes %s with its chroma at %d, in its own range', (pixelFormat, format, middle, range) => {
    expect(grayFilters({ ...even, pixelFormat })).toEqual([
      ...[`scale=in_range=${range}:out_range=${range}`, `format=${format}`, limiter(middle)],
    ]);
  });

  test('full range that the file tells stays full through a conversion', () => {
    const full = { ...even, pixelFormat: 'yuv444p', colorRange: 'pc' };
    expect(grayFilters(full)[0]).toBe('scale=in_range=full:out_range=full');
  });

  test.each([
    ['rgb24', 'yuv420p'],
    ['gbrp', 'yuv420p'],
    ['pal8', 'yuv420p'],
    ['rgb565le', 'yuv420p'],
    ['rgb48le', 'yuv420p10le'],
    ['gbrp10le', 'yuv420p10le'],
    ['x2rgb10le', 'yuv420p10le'],
  ])('%s has no luma yet: it is computed, as %s', (pixelFormat, format) => {
    expect(hasLuma(pixelFormat)).toBe(false);
    expect(grayFilters({ ...even, pixelFormat })[0]).toBe(`format=${format}`);
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

test.each([
  ['yuv420p', undefined, 'tv'],
  ['yuv420p', 'pc', 'pc'],
  ['yuvj420p', undefined, 'pc'],
  ['gray', undefined, 'pc'],
  ['gray', 'tv', 'tv'],
  ['rgb24', 'pc', 'tv'],
])('the gray of %s that is said to be %s has the range %s', (pixelFormat, colorRange, range) => {
  expect(grayRange({ pixelFormat, colorRange })).toBe(range);
});

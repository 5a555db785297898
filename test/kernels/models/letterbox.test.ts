import { fillPlanes, innerFilters, letterbox, relativeBox } from '../../../kernels/models/letterbox';

describe('letterbox', () => {
  // As Ultralytics' LetterBox computes them: r = min(H/h, W/w), round(w * r), round(dw - 0.1).
  test.each([
    [1920, 1080, 640, 640, 640, 360, 0, 140],
    [1080, 1920, 640, 640, 360, 640, 140, 0],
    [640, 480, 640, 640, 640, 480, 0, 80],
    [100, 100, 640, 640, 640, 640, 0, 0],
    // An odd number of rows is left: the greater half is below.
    [1280, 719, 640, 641, 640, 360, 0, 140],
    [1000, 333, 64, 64, 64, 21, 0, 21],
    [333, 1000, 64, 64, 21, 64, 21, 0],
    [160, 90, 64, 64, 64, 36, 0, 14],
    [10_000, 2, 64, 64, 64, 1, 0, 31],
    [1920, 1080, 640, 384, 640, 360, 0, 12],
  ])('%dx%d in %dx%d is %dx%d at (%d, %d)', (w, h, inputWidth, inputHeight, width, height, left, top) => {
    const input = { width: inputWidth, height: inputHeight };
    expect(letterbox({ width: w, height: h }, input)).toEqual({ input, inner: { width, height }, left, top });
  });

  test('says how ffmpeg makes the inner picture', () => {
    expect(innerFilters({ inner: { width: 640, height: 360 } })).toEqual([
      'scale=640:360:flags=bilinear+accurate_rnd+full_chroma_int+bitexact',
      'format=rgb24',
    ]);
  });

  const box = letterbox({ width: 2, height: 1 }, { width: 4, height: 4 });
  const pixels = Uint8Array.from({ length: 4 * 2 * 3 }, (_, at) => at);

  test('lays colours into planes with gray around', () => {
    expect(box).toMatchObject({ inner: { width: 4, height: 2 }, left: 0, top: 1 });
    const planes = new Uint8Array(3 * 16).fill(1);
    fillPlanes(pixels, box, { subtract: 9, divide: 9 }, planes);
    const gray = Array<number>(4).fill(114);
    const rows = (first: number) => [...gray, ...Array.from({ length: 8 }, (_, at) => first + 3 * at), ...gray];
    expect([...planes]).toEqual([...rows(0), ...rows(1), ...rows(2)]);
  });

  test('makes numbers of them as the model wants', () => {
    const planes = new Float32Array(3 * 16);
    fillPlanes(pixels, box, { subtract: 0, divide: 255 }, planes);
    expect(planes[0]).toBeCloseTo(114 / 255, 6);
    expect([...planes.subarray(4, 7)]).toEqual([0, 3, 6].map((level) => Math.fround(level / 255)));
    fillPlanes(pixels, box, { subtract: 127.5, divide: 128, order: 'bgr' }, planes);
    expect([...planes.subarray(4, 7)]).toEqual([2, 5, 8].map((level) => Math.fround((level - 127.5) / 128)));
    expect([...planes.subarray(36, 39)]).toEqual([0, 3, 6].map((level) => Math.fround((level - 127.5) / 128)));
  });

  test('boxes are fractions of the picture, cut off at its sides, with six digits', () => {
    const wide = letterbox({ width: 1920, height: 1080 }, { width: 640, height: 640 });
    expect(relativeBox(wide, [0, 140, 640, 500])).toEqual([0, 0, 1, 1]);
    expect(relativeBox(wide, [160, 230, 480, 410])).toEqual([0.25, 0.25, 0.75, 0.75]);
    expect(relativeBox(wide, [-20, 100, 700, 600])).toEqual([0, 0, 1, 1]);
    expect(relativeBox(wide, [1 / 3, 141, 213, 320])).toEqual([0.000521, 0.002778, 0.332813, 0.5]);
  });
});

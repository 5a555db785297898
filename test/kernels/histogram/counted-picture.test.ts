import { countedPicture, countedSize } from '../../../kernels/histogram/counted-picture';

const video = { width: 1920, height: 1080, pixelFormat: 'yuv420p' };

describe('countedPicture', () => {
  test('is never larger than the video', () => {
    expect(countedSize(video, 640)).toEqual({ width: 640, height: 360 });
    expect(countedSize({ width: 1080, height: 1920 }, 640)).toEqual({ width: 360, height: 640 });
    expect(countedSize({ width: 320, height: 180 }, 640)).toEqual({ width: 320, height: 180 });
    expect(countedSize(video, null)).toEqual({ width: 1920, height: 1080 });
    expect(countedSize({ width: 8000, height: 4 }, 640)).toEqual({ width: 640, height: 1 });
  });

  test('channels are told red first, wherever they lie', () => {
    const { planes, frameBytes } = countedPicture(
      { ...video, width: 5, height: 3 },
      { channels: 'rgb', longerSide: null },
    );
    expect(frameBytes).toBe(45);
    expect(planes).toEqual([
      { channel: 'red', start: 30, end: 45 },
      { channel: 'green', start: 0, end: 15 },
      { channel: 'blue', start: 15, end: 30 },
    ]);
  });

  test('chroma has half the width and height, rounded up', () => {
    const { planes, frameBytes } = countedPicture(
      { ...video, width: 5, height: 3 },
      { channels: 'yuv', longerSide: null },
    );
    expect(frameBytes).toBe(15 + 6 + 6);
    expect(planes.map(({ channel, end }) => [channel, end])).toEqual([['y', 15], ['u', 21], ['v', 27]]); // prettier-ignore
  });

  test('luma isn’t stretched, in any range', () => {
    const filters = (pixelFormat: string, colorRange?: string) =>
      countedPicture({ width: 64, height: 48, pixelFormat, ...(colorRange && { colorRange }) }, { channels: 'gray', longerSide: null }).filters; // prettier-ignore
    const scale = 'scale=64:48:flags=neighbor';
    expect(filters('yuv420p')).toEqual([`${scale}:in_range=limited:out_range=limited`, 'format=gray']);
    expect(filters('yuv420p', 'pc')).toEqual([`${scale}:in_range=full:out_range=full`, 'format=gray']);
    expect(filters('gbrp')).toEqual([scale, 'format=gray']);
  });
});

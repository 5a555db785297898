import { concatWindows, segmentWindows } from '../../kernels/source-windows';
import { mediaInfo, source } from '../pipeline/examples';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Of a video of a hundred seconds. */
const windowsOf = (sizeBytes: number, durationSeconds = 100) =>
  segmentWindows({ source: { ...source, sizeBytes }, media: mediaInfo({ durationSeconds }) });

describe('segmentWindows', () => {
  test.each([
    ['a phone’s video, 10 Mbit/s: half a second of it', 125 * mebibyte, 640 * kibibyte],
    ['not a whole number of bytes', 100 * mebibyte + 1, 512 * kibibyte + 1],
    ['a small one: 128 KiB', mebibyte, 128 * kibibyte],
    ['an intermediate, 8 Gbit/s: 8 MiB', 100_000 * mebibyte, 8 * mebibyte],
  ])('%s', (_, sizeBytes, most) => expect(windowsOf(sizeBytes).most).toBe(most));

  test('a video of no length, or less than a second, is read as one of a second', () => {
    expect([0, 0.04, 1].map((seconds) => windowsOf(2 * mebibyte, seconds).most)).toEqual([mebibyte, mebibyte, mebibyte]); // prettier-ignore
  });

  test('begins small, and reads ahead', () => {
    expect(windowsOf(125 * mebibyte)).toMatchObject({ first: 2 * kibibyte, growth: 1, ahead: true });
  });
});

test('concatWindows: begin small, grow large, and are read ahead', () => {
  expect(concatWindows).toEqual({ first: 2 * kibibyte, growth: 1, most: 8 * mebibyte, ahead: true });
});

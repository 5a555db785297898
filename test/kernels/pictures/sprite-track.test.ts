import { spriteTrack } from '../../../kernels/pictures/sprite-track';

const track = (times: number[], endSeconds: number) =>
  spriteTrack({ times, endSeconds, tile: { width: 160, height: 90 } }, (sprite) => `sprites/a.${sprite}.jpg`);
const spans = (text: string) => [...text.matchAll(/(\S+ --> \S+)/g)].map(([, span]) => span);

describe('the sprite track', () => {
  test('cues from the beginning to the end, half-open', () => {
    expect(track([0, 1.0004, 2.5], 3.25)).toBe(
      [
        'WEBVTT\n',
        '00:00:00.000 --> 00:00:01.000\nsprites/a.0.jpg#xywh=0,0,160,90\n',
        '00:00:01.000 --> 00:00:02.500\nsprites/a.0.jpg#xywh=160,0,160,90\n',
        '00:00:02.500 --> 00:00:03.250\nsprites/a.0.jpg#xywh=320,0,160,90\n',
      ].join('\n'),
    );
  });

  test('the first picture is shown from the beginning on', () => {
    expect(spans(track([4, 6], 8))).toEqual(['00:00:00.000 --> 00:00:06.000', '00:00:06.000 --> 00:00:08.000']);
  });

  test('rows of ten, files of a hundred', () => {
    const lines = track(Array.from({ length: 212 }, (_, second) => second), 3601).split('\n'); // prettier-ignore
    const parts = lines.filter((line) => line.startsWith('sprites/'));
    expect([9, 10, 99, 100, 211].map((picture) => parts[picture])).toEqual([
      'sprites/a.0.jpg#xywh=1440,0,160,90',
      'sprites/a.0.jpg#xywh=0,90,160,90',
      'sprites/a.0.jpg#xywh=1440,810,160,90',
      'sprites/a.1.jpg#xywh=0,0,160,90',
      'sprites/a.2.jpg#xywh=160,90,160,90',
    ]);
    expect(lines).toContain('00:03:31.000 --> 01:00:01.000');
  });

  test('every cue lasts: of pictures in one millisecond one is shown', () => {
    expect(spans(track([0, 0.0002, 0.0004, 0.01], 0.02))).toEqual([
      '00:00:00.000 --> 00:00:00.010',
      '00:00:00.010 --> 00:00:00.020',
    ]);
  });

  test('an end that the header puts too early', () => {
    expect(spans(track([0, 2], 1.5))).toEqual(['00:00:00.000 --> 00:00:02.000', '00:00:02.000 --> 00:00:02.001']);
  });
});

import type { MotionEvent } from '../../pipeline/motion';
import { motionChapters } from '../../pipeline/motion-vtt';

const event = (changes: Partial<MotionEvent> = {}): MotionEvent => ({
  ...{ region: 'door', start: 1.5, end: 2.75, startFrame: 37, endFrame: 68, peak: 2, score: 0.12345 },
  box: [0.1, 0.2, 0.3, 0.4],
  ...changes,
});

const textOf = (region: string) => motionChapters({ events: [event({ region })], unreliable: [] }).split('\n')[4];

describe('motionChapters', () => {
  test('a cue per event, and a note per unreliable span', () => {
    const events = [event(), event({ region: 'yard', start: 3600.0004, end: 360_000, score: 1 })];
    const unreliable = [{ start: 0, end: 0.8, startFrame: 0, endFrame: 20, reason: 'camera' as const }];
    expect(motionChapters({ events, unreliable })).toBe(
      [
        'WEBVTT',
        '',
        "NOTE Motion can't be told from 00:00:00.000 to 00:00:00.800: the camera moves, or the picture changes as a whole.",
        '',
        '1',
        '00:00:01.500 --> 00:00:02.750',
        'door, score 0.123',
        '',
        '2',
        '01:00:00.000 --> 100:00:00.000',
        'yard, score 1.000',
        '',
      ].join('\n'),
    );
  });

  test('without events it is still WebVTT', () => {
    expect(motionChapters({ events: [], unreliable: [] })).toBe('WEBVTT\n');
  });

  test.each([
    ['a --> b', 'a --&gt; b, score 0.123'],
    ['<b>door</b> & more', '&lt;b&gt;door&lt;/b&gt; &amp; more, score 0.123'],
    ['two\nlines', 'two lines, score 0.123'],
    ['two\r\n\r\nlines', 'two lines, score 0.123'],
    ['two\u2028lines', 'two lines, score 0.123'],
    ['Tür 門', 'Tür 門, score 0.123'],
  ])('a name %j can’t be taken for anything else', (region, text) => expect(textOf(region)).toBe(text));
});

import { make } from '../../media/clips';
import type { Input } from '../input';
import { type Edit, rewriteEditList } from './mp4-boxes';
import { aac, h264, openH264, picture, tone } from './recipe';

/** Two seconds at a frame rate. */
const at = (rate: string): string[] => [...picture({ rate, seconds: 2 }), ...tone({ seconds: 2 }), ...openH264];
const fiveGops = [...at('25'), '-g', '10', ...aac];

/** Frames as a phone writes them: a little early, a little late, some left out. */
const jittered = [
  ...[...picture({ rate: '30' }), ...tone(), 'passFrames', '-enc_time_base', '-1', ...openH264, ...aac],
  ...['-vf', "settb=1/90000,select='mod(n,11)*mod(n,17)',setpts='PTS+(mod(N*7,5)-2)/400/TB'"],
];
/** A screen that changes now and then: bursts of frames, and pictures that stand still for up to half a second. */
const screen = [
  ...[...picture({ seconds: 4 }), ...tone({ seconds: 4 }), 'passFrames', ...h264(), ...aac],
  ...['-vf', "select='lt(mod(n,40),20)+eq(mod(n,40),33)'"],
];

export const times: readonly Input[] = [
  {
    name: '23.976 frames a second, MP4',
    file: 'film.mp4',
    hard: 'frames of 1001/24000 s',
    recipe: [...at('24000/1001'), '-g', '10', ...aac],
  },
  {
    name: '29.97 frames a second, MP4',
    file: 'ntsc.mp4',
    hard: 'frames of 1001/30000 s',
    recipe: [...at('30000/1001'), ...aac],
  },
  {
    name: '29.97 frames a second, MKV',
    file: 'ntsc.mkv',
    hard: 'the same in milliseconds: 33, 34, 33',
    recipe: [...at('30000/1001'), ...aac],
  },
  {
    name: '59.94 frames a second, MPEG-TS',
    file: 'sports.ts',
    hard: 'frames of 1501.5 ticks',
    recipe: [...at('60000/1001'), '-g', '24', '-c:a', 'ac3'],
  },
  {
    name: '59.94 frames a second, MOV',
    file: 'action.mov',
    hard: 'frames of 1001/60000 s',
    recipe: [...at('60000/1001'), '-g', '24', ...aac],
  },
  {
    name: 'Screen recording, MP4',
    file: 'screen.mp4',
    hard: 'a frame may stand still for half a second',
    recipe: screen,
    keyFrames: 6,
  },
  { name: 'Screen recording, MKV', file: 'screen.mkv', hard: 'the same in milliseconds', recipe: screen, keyFrames: 6 },
  {
    name: 'Jittered times, MP4',
    file: 'jitter.mp4',
    hard: 'no two frames last equally long',
    recipe: [...jittered, '-video_track_timescale', '90000'],
  },
  { name: 'Jittered times, MKV', file: 'jitter.mkv', hard: 'the same in milliseconds', recipe: jittered },
  { name: 'Jittered times, MPEG-TS', file: 'jitter.ts', hard: 'the same without an index', recipe: jittered },
  {
    name: 'Edit list, pictures begin later',
    file: 'empty-edit.mp4',
    hard: 'a leading empty edit of 0.32 s',
    recipe: [
      ...['-itsoffset', '0.32', ...picture(), ...tone(), '-map', '0:v', '-map', '1:a'],
      ...['passFrames', ...openH264, ...aac],
    ],
  },
  {
    name: 'Edit list, trimmed start, MP4',
    file: 'trimmed.mp4',
    hard: 'the first frames are in the file, but not shown',
    recipe: (path) => makeTrimmed(path, 0.3),
    keyFrames: 6,
  },
  {
    name: 'Edit list, trimmed start, MOV',
    file: 'trimmed.mov',
    hard: 'the same, and not at a frame’s time',
    recipe: (path) => makeTrimmed(path, 0.333),
    keyFrames: 6,
  },
  {
    name: 'Edit list, a piece cut out',
    file: 'cut-out.mp4',
    hard: 'two edits: 0 to 0.8 s and 1.2 to 2.4 s',
    recipe: (path) => makeEdited(path, [[0, 0.8], [1.2, 1.2]]), // prettier-ignore
    keyFrames: 4,
  },
  {
    name: 'Edit list, three entries',
    file: 'three-edits.mov',
    hard: 'an empty edit, then two pieces that begin and end within GOPs',
    recipe: (path) => makeEdited(path, [[null, 0.2], [0.2, 0.88], [1.4, 0.72]]), // prettier-ignore
  },
  {
    name: 'Start at 10 s, MKV',
    file: 'late.mkv',
    hard: 'the file’s clock doesn’t begin at 0',
    recipe: [...fiveGops, '-output_ts_offset', '10'],
  },
  {
    name: 'Start at 10 s, MPEG-TS',
    file: 'late.ts',
    hard: 'the same without an index',
    recipe: [...fiveGops, '-output_ts_offset', '10'],
  },
  {
    name: 'Start at 10 s, fragmented MP4',
    file: 'live.mp4',
    hard: 'a piece of a live stream: its first fragment says 10 s',
    recipe: [
      ...[...fiveGops, '-output_ts_offset', '10', '-use_editlist', '0'],
      ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof+delay_moov'],
    ],
  },
  {
    name: 'Negative start, MP4',
    file: 'negative.mp4',
    hard: 'the first second lies before 0',
    recipe: [...fiveGops, '-output_ts_offset', '-1', '-avoid_negative_ts', 'disabled'],
    keyFrames: 3,
  },
  {
    name: 'Delay of B-frames, MP4 without an edit list',
    file: 'delay.mp4',
    hard: 'the first frame is shown two frames after 0',
    recipe: [...fiveGops, '-use_editlist', '0'],
  },
  {
    name: 'MPEG-TS whose clock overflows',
    file: 'wrap.ts',
    hard: 'after 26.5 hours its 33 bits are full: in the middle of the video times begin again at 0',
    recipe: [...fiveGops, '-muxdelay', '0', '-muxpreload', '0', '-output_ts_offset', '95442.7'],
  },
];

/** Cut without encoding anew: the GOP begins before the cut, the edit list hides what isn't wanted. */
async function makeTrimmed(path: string, seconds: number): Promise<void> {
  const whole = `${path}.whole.mp4`;
  await make(whole, [...picture({ seconds: 2.8 }), ...tone({ seconds: 2.8 }), ...openH264, ...aac]);
  await make(path, ['-ss', String(seconds), '-i', whole, '-c', 'copy']);
}

async function makeEdited(path: string, edits: readonly Edit[]): Promise<void> {
  await make(path, [...picture(), ...openH264, '-video_track_timescale', '12800']);
  await rewriteEditList(path, edits);
}

import type { Input } from '../input';
import { aac, h264, mp3, picture, tone } from './recipe';

export const lengths: readonly Input[] = [
  {
    name: 'One key frame only',
    file: 'one-key-frame.mp4',
    hard: 'can’t be cut',
    recipe: [...picture(), ...tone(), ...h264({ gop: 1000 }), ...aac],
    keyFrames: 1,
  },
  {
    name: 'A single frame, MP4',
    file: 'single.mp4',
    hard: 'no second frame to tell how long the first one lasts',
    recipe: [...picture({ seconds: 0.04 }), ...h264()],
    keyFrames: 1,
  },
  {
    name: 'A single frame, MKV',
    file: 'single.mkv',
    hard: 'no frame rate, no duration',
    recipe: [...picture({ seconds: 0.04 }), ...h264()],
    keyFrames: 1,
  },
  {
    name: 'Two frames',
    file: 'two.mp4',
    hard: 'two key frames, a segment each',
    recipe: [...picture({ seconds: 0.4, rate: '5' }), ...h264({ gop: 1, bFrames: 0 })],
    keyFrames: 2,
  },
  {
    name: 'Half an hour',
    file: 'half-hour.mp4',
    hard: '9000 frames in segments of a minute: errors of rounding must not add up',
    recipe: [
      ...[...picture({ seconds: 1800, rate: '5', size: '64x48' }), ...tone({ seconds: 1800, rate: 16_000 })],
      ...[
        ...h264({ gop: 50, params: 'open-gop=1' }),
        '-preset',
        'ultrafast',
        '-bf',
        '2',
        '-crf',
        '16',
        ...mp3,
        '-b:a',
        '8k',
      ],
    ],
    cuts: [[60, 30]],
  },
];

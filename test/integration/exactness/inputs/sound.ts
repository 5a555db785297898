import type { Input } from '../input';
import { aac, h264, mp3, openH264, opus, pcm, picture, tone } from './recipe';

const seen = [...picture(), ...tone()];
const lateTone = ['-itsoffset', '0.7', ...tone({ seconds: 1 })];
const lateSound = [...picture(), ...lateTone, ...openH264];
const latePictures = [
  '-itsoffset',
  '0.5',
  ...picture(),
  ...tone(),
  '-map',
  '0:v',
  '-map',
  '1:a',
  'passFrames',
  ...openH264,
];
const surround = [
  ...[...seen, '-filter_complex', '[1:a]pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0[a]'],
  ...['-map', '0:v', '-map', '[a]', ...openH264],
];
const twoTones = [...seen, ...tone({ frequency: 660, seconds: 1.5 })];
const threeStreams = ['-map', '0:v', '-map', '1:a', '-map', '2:a'];

export const sound: readonly Input[] = [
  { name: 'No sound', file: 'silent.mp4', hard: 'nothing to copy', recipe: [...picture(), ...openH264] },
  {
    name: 'Sound longer than the pictures',
    file: 'long-sound.mp4',
    hard: 'it goes on for 1.6 s',
    recipe: [...picture(), ...tone({ seconds: 4 }), ...openH264, ...aac],
  },
  {
    name: 'Sound shorter than the pictures',
    file: 'short-sound.mp4',
    hard: 'it ends after 1 s',
    recipe: [...picture(), ...tone({ seconds: 1 }), ...openH264, ...aac],
  },
  { name: 'Sound begins late, MP4', file: 'late-sound.mp4', hard: 'after 0.7 s', recipe: [...lateSound, ...aac] },
  { name: 'Sound begins late, MKV', file: 'late-sound.mkv', hard: 'after 0.7 s', recipe: [...lateSound, ...aac] },
  { name: 'Sound begins late, MPEG-TS', file: 'late-sound.ts', hard: 'after 0.7 s', recipe: [...lateSound, ...aac] },
  {
    name: 'Sound begins late, FLV',
    file: 'late-sound.flv',
    hard: 'after 0.7 s',
    recipe: [...lateSound, '-ar', '44100', ...aac],
  },
  {
    name: 'Sound begins late, OGV',
    file: 'late-sound.ogv',
    hard: 'after 0.7 s, and encoded anew',
    recipe: [...picture(), ...lateTone, '-c:v', 'libtheora', '-g', '12', '-c:a', 'libvorbis'],
    transcoded: true,
    encoders: ['libtheora'],
  },
  {
    name: 'PCM begins late, MKV',
    file: 'late-pcm.mkv',
    hard: 'after 0.7 s, and encoded anew',
    recipe: [...lateSound, ...pcm],
    transcoded: true,
  },
  {
    name: 'Pictures begin late, MKV',
    file: 'late-pictures.mkv',
    hard: '0.5 s after the sound',
    recipe: [...latePictures, ...aac],
  },
  {
    name: 'Pictures begin late, MPEG-TS',
    file: 'late-pictures.ts',
    hard: '0.5 s after the sound',
    recipe: [...latePictures, '-c:a', 'ac3'],
  },
  {
    name: 'Pictures begin late, PCM, MOV',
    file: 'late-pictures.mov',
    hard: '0.5 s after the sound, which is encoded anew',
    recipe: [...latePictures, ...pcm],
    transcoded: true,
  },
  { name: '5.1 AC-3, MKV', file: 'surround.mkv', hard: 'six channels', recipe: [...surround, '-c:a', 'ac3'] },
  { name: '5.1 AAC, MP4', file: 'surround.mp4', hard: 'six channels', recipe: [...surround, ...aac] },
  {
    name: '5.1 PCM, MOV',
    file: 'surround.mov',
    hard: 'six channels that are encoded anew',
    recipe: [...surround, ...pcm],
    transcoded: true,
  },
  {
    name: 'PCM of 8000 Hz, AVI',
    file: 'webcam-sound.avi',
    hard: 'a webcam’s sound',
    recipe: [...picture(), ...tone({ rate: 8000 }), ...h264({ bFrames: 0 }), '-c:a', 'pcm_u8'],
    keyFrames: 1,
    transcoded: true,
  },
  {
    name: 'PCM with a gap, MKV',
    file: 'gap.mkv',
    hard: '0.6 s without a packet of sound',
    recipe: [...seen, ...openH264, '-af', "aselect='not(between(t,0.8,1.4))'", ...pcm],
    transcoded: true,
  },
  {
    name: 'Opus, MKV',
    file: 'opus.mkv',
    hard: 'an encoder’s delay that isn’t to be heard',
    recipe: [...seen, ...openH264, ...opus],
  },
  {
    name: 'MP3, MP4',
    file: 'mp3.mp4',
    hard: 'packets of 26.1 ms',
    recipe: [...picture(), ...tone({ rate: 44_100 }), ...openH264, ...mp3],
  },
  {
    name: 'AAC of 44,100 Hz, MKV',
    file: 'aac-44100.mkv',
    hard: 'packets of 23.2 ms, counted in milliseconds',
    recipe: [...picture(), ...tone({ rate: 44_100 }), ...openH264, ...aac],
  },
  {
    name: 'ALAC, MOV',
    file: 'alac.mov',
    hard: 'lossless; builds before FFmpeg 5 put none into MP4',
    recipe: [...seen, ...openH264, '-c:a', 'alac'],
    transcoded: 'older',
  },
  {
    name: 'Two sound tracks, MP4',
    file: 'two-tracks.mp4',
    hard: 'two languages, in their order',
    recipe: [
      ...[...twoTones, ...threeStreams, ...openH264, ...aac],
      ...['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=deu'],
    ],
  },
  {
    name: 'Two sound tracks of two kinds, MKV',
    file: 'two-kinds.mkv',
    hard: 'AC-3, and Opus that begins late',
    recipe: [
      ...[...seen, '-itsoffset', '0.4', ...tone({ frequency: 660, seconds: 1.5 }), ...threeStreams, ...openH264],
      ...['-c:a:0', 'ac3', '-c:a:1', 'libopus', '-b:a:1', '48k'],
    ],
  },
];

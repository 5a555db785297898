import { rm, writeFile } from 'node:fs/promises';
import { make } from '../../media/clips';
import type { Input } from '../input';
import { putCoverFirst } from './mp4-boxes';
import { aac, h264, openH264, picture, tone } from './recipe';

const seen = [...picture(), ...tone()];
const allStreams = ['-map', '0', '-map', '1', '-map', '2'];

const subtitles = '1\n00:00:00,200 --> 00:00:00,900\nHello\n\n2\n00:00:01,500 --> 00:00:02,000\nWorld\n';
const chapters = [
  ';FFMETADATA1',
  ...['[CHAPTER]', 'TIMEBASE=1/1000', 'START=0', 'END=1200', 'title=One'],
  ...['[CHAPTER]', 'TIMEBASE=1/1000', 'START=1200', 'END=2400', 'title=Two', ''],
].join('\n');

/** Runs a recipe whose third input is a text. */
async function makeWithText(path: string, text: string, format: string, recipe: readonly string[]): Promise<void> {
  const beside = `${path}.txt`;
  await writeFile(beside, text);
  await make(path, [...seen, '-f', format, '-i', beside, ...recipe, ...aac]);
  await rm(beside);
}

async function makeWithCover(path: string): Promise<void> {
  const cover = `${path}.png`;
  await make(cover, ['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1']);
  await make(path, [
    ...[...seen, '-i', cover, ...allStreams, ...h264(), ...aac, '-c:v:1', 'copy', '-disposition:v:1', 'attached_pic'],
  ]);
  await putCoverFirst(path);
}

export const beside: readonly Input[] = [
  {
    name: 'Subtitles, MP4',
    file: 'subtitles.mp4',
    hard: 'a track of text',
    recipe: (path) => makeWithText(path, subtitles, 'srt', [...allStreams, ...openH264, '-c:s', 'mov_text']),
  },
  {
    name: 'Subtitles, MKV',
    file: 'subtitles.mkv',
    hard: 'SubRip, which MP4 doesn’t carry as it is',
    recipe: (path) => makeWithText(path, subtitles, 'srt', [...allStreams, ...openH264, '-c:s', 'srt']),
  },
  {
    name: 'Chapters, MP4',
    file: 'chapters.mp4',
    hard: 'a track of titles',
    recipe: (path) => makeWithText(path, chapters, 'ffmetadata', ['-map_metadata', '2', ...openH264]),
  },
  {
    name: 'Chapters, MKV',
    file: 'chapters.mkv',
    hard: 'the first frame isn’t at 0, the first chapter is',
    recipe: (path) => makeWithText(path, chapters, 'ffmetadata', ['-map_metadata', '2', ...openH264]),
  },
  {
    name: 'Cover art first, MP4',
    file: 'cover.mp4',
    hard: 'the first video stream is a still picture',
    recipe: makeWithCover,
    video: 1,
  },
  {
    name: 'Two video streams, MP4',
    file: 'two-videos.mp4',
    hard: 'the first is taken',
    recipe: [...picture(), ...picture({ size: '64x48' }), ...tone(), ...allStreams, ...openH264, ...aac],
  },
  {
    name: 'Sound first, then pictures, MKV',
    file: 'sound-first.mkv',
    hard: 'the video is stream 1',
    recipe: [...seen, '-map', '1', '-map', '0', ...openH264, ...aac],
  },
  {
    name: 'Time code track, MOV',
    file: 'timecode.mov',
    hard: 'a track of data',
    recipe: [...seen, ...openH264, ...aac, '-timecode', '01:00:00:00'],
  },
  {
    name: 'Attached file, MKV',
    file: 'attachment.mkv',
    hard: 'a font travels along',
    recipe: (path) =>
      makeWithText(path, subtitles, 'srt', [
        ...['-map', '0', '-map', '1', ...openH264, '-attach', `${path}.txt`, '-metadata:s:t', 'mimetype=text/plain'],
      ]),
  },
];

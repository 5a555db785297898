import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { run } from '../../../../media/run';
import { tools } from '../../../tools';
import type { Input } from '../input';
import { aac, h264, liveVpx, mp3, openH264, opus, picture, tone } from './recipe';

const seen = [...picture(), ...tone()];
const open = [...seen, ...openH264, ...aac];
/** As a browser records: a frame left out now and then, none at its regular time. */
const browser = "settb=1/1000,select='mod(n,7)',setpts='PTS+mod(N*7,5)/300/TB'";

export const containers: readonly Input[] = [
  {
    name: 'MP4, index first',
    file: 'faststart.mp4',
    hard: 'as a server wants it',
    recipe: [...open, '-movflags', '+faststart'],
  },
  { name: 'MP4, index last', file: 'plain.mp4', hard: 'as a camera writes it', recipe: open },
  {
    name: 'MP4, fragmented',
    file: 'fragmented.mp4',
    hard: 'the index is spread over the file',
    recipe: [...open, '-movflags', '+frag_keyframe+empty_moov+default_base_moof'],
  },
  {
    name: 'MP4, a fragment for every frame',
    file: 'every-frame.mp4',
    hard: 'low latency: as many indexes as frames',
    recipe: [...open, '-movflags', '+frag_every_frame+empty_moov+default_base_moof'],
  },
  {
    name: 'MP4, hybrid',
    file: 'hybrid.mp4',
    hard: 'some frames in the index, the rest in fragments',
    recipe: [...open, '-movflags', '+frag_keyframe'],
  },
  {
    name: 'MP4, DASH, an index for each segment',
    file: 'dash.mp4',
    hard: 'sidx boxes, fragments without key frames',
    recipe: [...open, '-movflags', '+dash+frag_keyframe', '-frag_duration', '240000'],
    refusedByOlder: 'FrameMismatch',
  },
  {
    name: 'MP4, DASH, one index for all',
    file: 'global-sidx.mp4',
    hard: 'a sidx box at the beginning',
    recipe: [...open, '-movflags', '+dash+global_sidx+frag_keyframe'],
  },
  {
    name: 'MP4, negative composition offsets',
    file: 'negative-offsets.mp4',
    hard: 'frames are shown before they are decoded, by the numbers',
    recipe: [...open, '-movflags', '+negative_cts_offsets'],
  },
  { name: 'MOV', file: 'quicktime.mov', hard: 'QuickTime', recipe: open },
  { name: 'MKV', file: 'matroska.mkv', hard: 'times in milliseconds', recipe: open },
  {
    name: 'MKV without cues',
    file: 'streamed.mkv',
    hard: 'written to a pipe: no index, no duration',
    recipe: (path) => makeThroughPipe(path, [...open, '-f', 'matroska']),
  },
  {
    name: 'WebM as a browser records it',
    file: 'recorder.webm',
    hard: 'no index, no duration, uneven times',
    recipe: (path) =>
      makeThroughPipe(path, [
        ...[...picture({ rate: '30', seconds: 2.3 }), ...tone({ seconds: 2.3 }), '-vf', browser, 'passFrames'],
        ...['-enc_time_base', '-1', ...liveVpx('libvpx'), ...opus, '-f', 'webm', '-live', '1'],
      ]),
  },
  {
    name: 'AVI, H.264 with B-frames',
    file: 'h264.avi',
    hard: 'AVI tells the order of decoding only',
    recipe: [...seen, ...h264(), ...mp3],
    keyFrames: 1,
  },
  {
    name: 'AVI, H.264 without B-frames',
    file: 'webcam.avi',
    hard: 'a time is a frame’s number',
    recipe: [...seen, ...h264({ bFrames: 0 }), ...mp3],
    keyFrames: 1,
  },
  { name: 'MPEG-TS', file: 'transport.ts', hard: 'no index; times begin at 1.4 s', recipe: open },
  {
    name: 'M2TS',
    file: 'camcorder.m2ts',
    hard: 'packets of 192 bytes; AC-3 beside it',
    recipe: [...seen, ...openH264, '-c:a', 'ac3', '-f', 'mpegts', '-mpegts_m2ts_mode', '1'],
  },
  { name: 'NUT', file: 'ffmpeg.nut', hard: 'ffmpeg’s own container', recipe: open },
];

/** Runs ffmpeg with a recipe and writes through a pipe: the muxer can't go back to fill in an index or a duration. */
async function makeThroughPipe(path: string, recipe: readonly string[]): Promise<void> {
  const { ffmpeg } = await tools();
  const args = recipe.flatMap((part) => (part === 'passFrames' ? ffmpeg.passFrames : [part]));
  await run(ffmpeg.path, ['-nostdin', '-v', 'error', ...args, 'pipe:1'], {
    pipes: [1],
    read: (pipe) => pipeline(pipe(1), createWriteStream(path)),
  });
}

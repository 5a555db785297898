import type { Input } from '../input';
import { aac, h264, mp3, mpeg, pcm, picture, tenFrames, tone } from './recipe';

const mp2 = ['-c:a', 'mp2'];
const seen = [...picture(), ...tone()];
const flash = [...picture(), ...tone({ rate: 44_100 })];

/** What broadcasters, editors, discs and old cameras write. */
export const olderCodecs: readonly Input[] = [
  {
    name: 'MPEG-2, open GOPs, MPEG-TS',
    file: 'mpeg2.ts',
    hard: 'broadcast: B-frames before each key frame, no index',
    recipe: [...seen, ...mpeg('mpeg2video'), ...mp2],
  },
  {
    name: 'MPEG-2, closed GOPs, interlaced, MPEG-TS',
    file: 'mpeg2-interlaced.ts',
    hard: 'two fields in a frame; AC-3 beside it',
    recipe: [
      ...[...picture({ seconds: 2 }), ...tone({ seconds: 2 }), ...mpeg('mpeg2video')],
      ...['-flags', '+ilme+ildct+cgop', '-top', '1', '-c:a', 'ac3'],
    ],
  },
  {
    name: 'MPEG-2, program stream',
    file: 'mpeg2.mpg',
    hard: 'a DVD: only some packets tell their times',
    recipe: [...seen, ...mpeg('mpeg2video'), ...mp2, '-f', 'vob'],
    keyFrames: 1,
  },
  {
    name: 'MPEG-1, program stream',
    file: 'mpeg1.mpg',
    hard: 'a Video CD: the same',
    recipe: [...seen, ...mpeg('mpeg1video'), ...mp2],
    keyFrames: 1,
  },
  {
    name: 'MPEG-2, MXF',
    file: 'xdcam.mxf',
    hard: 'a broadcaster’s container; PCM',
    recipe: [...seen, ...mpeg('mpeg2video'), ...pcm],
    keyFrames: 6,
    transcoded: true,
  },
  {
    name: 'MPEG-4 ASP, packed B-frames, AVI',
    file: 'packed.avi',
    hard: 'two frames in one packet, the next one empty (XviD)',
    recipe: [...seen, '-c:v', 'libxvid', '-bf', '2', '-g', '12', '-q:v', '4', ...mp3],
    keyFrames: 1,
    encoders: ['libxvid'],
  },
  {
    name: 'MPEG-4 ASP, B-frames, AVI',
    file: 'asp.avi',
    hard: 'AVI tells the order of decoding only',
    recipe: [...seen, ...mpeg('mpeg4'), ...mp3],
    keyFrames: 1,
  },
  {
    name: 'MPEG-4 ASP, B-frames, MP4',
    file: 'asp.mp4',
    hard: 'an old phone’s file',
    recipe: [...seen, ...mpeg('mpeg4'), ...aac],
  },
  {
    name: 'H.263, 3GP',
    file: 'phone.3gp',
    hard: 'an older phone’s file',
    recipe: [...picture({ size: '128x96' }), ...tone(), '-c:v', 'h263', '-g', '12', '-q:v', '4', ...aac],
  },
  {
    name: 'ProRes 422, MOV',
    file: 'prores.mov',
    hard: 'every frame is a key frame, and may be a segment; 10 bit; PCM',
    recipe: [...tenFrames, '-c:v', 'prores_ks', '-profile:v', '2', ...pcm],
    keyFrames: 10,
    transcoded: true,
  },
  {
    name: 'MJPEG, AVI',
    file: 'mjpeg.avi',
    hard: 'every frame is a key frame; full range; PCM',
    recipe: [...tenFrames, '-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p', ...pcm],
    cuts: [[60, 1], [0.5, 2], [0.3, 3], [0.1, 10]], // prettier-ignore
    transcoded: true,
  },
  {
    name: 'DNxHR, MXF',
    file: 'camera.mxf',
    hard: 'an editor’s intermediate, every frame a key frame; PCM',
    recipe: [
      ...[...picture({ seconds: 1, size: '256x120' }), ...tone({ seconds: 1 }), '-c:v', 'dnxhd'],
      ...['-profile:v', 'dnxhr_sq', '-pix_fmt', 'yuv422p', ...pcm],
    ],
    cuts: [[60, 1], [0.5, 2], [0.2, 5]], // prettier-ignore
    transcoded: true,
  },
  {
    name: 'FFV1, MKV',
    file: 'archive.mkv',
    hard: 'an archive’s file; FLAC beside it',
    recipe: [...seen, '-c:v', 'ffv1', '-level', '3', '-g', '12', '-c:a', 'flac'],
  },
  {
    name: 'Theora, OGV',
    file: 'theora.ogv',
    hard: 'a time is a key frame’s number and an offset; Vorbis beside it',
    recipe: [...seen, '-c:v', 'libtheora', '-g', '12', '-q:v', '6', '-c:a', 'libvorbis'],
    transcoded: true,
    encoders: ['libtheora'],
  },
  {
    name: 'WMV 2, ASF',
    file: 'windows.wmv',
    hard: 'times in milliseconds; WMA beside it',
    recipe: [...seen, '-c:v', 'wmv2', '-g', '12', '-q:v', '4', '-c:a', 'wmav2'],
    transcoded: true,
  },
  {
    name: 'H.264, FLV',
    file: 'stream.flv',
    hard: 'times in milliseconds, no index',
    recipe: [...flash, ...h264(), ...aac],
  },
  {
    name: 'Sorenson Spark, FLV',
    file: 'spark.flv',
    hard: 'Flash; MP3 beside it',
    recipe: [...flash, '-c:v', 'flv', '-g', '12', '-q:v', '4', ...mp3],
  },
  {
    name: 'GIF',
    file: 'animation.gif',
    hard: 'every frame a difference to the one before; times in 1/100 s',
    recipe: [...picture({ seconds: 1.2, rate: '10' }), '-c:v', 'gif'],
    keyFrames: 1,
  },
];

import { make } from '../media/clips';
import { type Damage, everywhere, ofAvi, ofMatroska, ofMp4 } from './mutate';

/** A file that comes to harm. */
export interface Victim {
  name: string;
  file: string;
  damages: readonly Damage[];
  make: (path: string) => Promise<string>;
}

const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=25:d=3'];
const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=3'];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-bf', '2', '-g', '15', '-sc_threshold', '0']; // prettier-ignore
const openGop = ['-x264-params', 'open-gop=1'];

export const victims: readonly Victim[] = [
  {
    name: 'MP4',
    file: 'plain.mp4',
    damages: [...everywhere, ...ofMp4],
    make: (path) => make(path, [...picture, ...sound, ...h264, ...openGop, '-c:a', 'aac']),
  },
  {
    name: 'MP4 with its index in front',
    file: 'faststart.mp4',
    damages: [...everywhere, ...ofMp4],
    make: (path) => make(path, [...picture, ...h264, '-movflags', '+faststart']),
  },
  {
    name: 'fragmented MP4',
    file: 'fragmented.mp4',
    damages: everywhere,
    make: (path) => make(path, [...picture, ...sound, ...h264, '-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov']),
  },
  {
    name: 'Matroska',
    file: 'cues.mkv',
    damages: [...everywhere, ...ofMatroska],
    make: (path) => make(path, [...picture, ...sound, ...h264, '-c:a', 'aac', '-cluster_time_limit', '500']),
  },
  {
    name: 'WebM',
    file: 'vp8.webm',
    damages: [...everywhere, ...ofMatroska],
    make: (path) => make(path, [...picture, '-c:v', 'libvpx', '-g', '15', '-deadline', 'realtime', '-b:v', '150k']),
  },
  {
    name: 'MPEG-TS',
    file: 'stream.ts',
    damages: everywhere,
    make: (path) => make(path, [...picture, ...sound, ...h264, '-c:a', 'aac']),
  },
  {
    name: 'AVI',
    file: 'camera.avi',
    damages: [...everywhere, ...ofAvi],
    make: (path) => make(path, [...picture, ...sound, '-c:v', 'mpeg4', '-g', '15', '-q:v', '4', '-c:a', 'libmp3lame']),
  },
];

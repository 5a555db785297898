import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ffmpeg } from '../media/locate';
import { run } from '../media/run';

interface Scene {
  name: string;
  seconds: number;
  /** Of the still picture behind. */
  ground: string;
  /** What crosses it: colour, size, and its place by time in ffmpeg's terms; outside the picture when it isn't there. */
  actor: { color: string; size: string; x: string; y: string };
}

const scenes: readonly Scene[] = [
  {
    name: 'gate.mp4',
    seconds: 12,
    ground: '0x4A6A50',
    actor: { color: '0xE86050', size: '48x96', x: "'if(between(t,2,6),-48+180*(t-2),-100)'", y: '200' },
  },
  {
    name: 'hall.mkv',
    seconds: 10,
    ground: '0x6A6258',
    actor: { color: '0x102060', size: '60x110', x: '300', y: "'if(between(t,1,7),360-70*(t-1),-200)'" },
  },
  {
    name: 'porch.mp4',
    seconds: 8,
    ground: '0x50587A',
    actor: { color: '0xE0C040', size: '80x50', x: "'if(between(t,3,5),640-300*(t-3),-100)'", y: "'150+40*sin(6*t)'" },
  },
  {
    name: 'street.mp4',
    seconds: 16,
    ground: '0x5A5A5A',
    actor: { color: '0xF0F0F0', size: '120x60', x: "'mod(t*160,1100)-120'", y: '220' },
  },
  {
    name: 'yard.mp4',
    seconds: 14,
    ground: '0x3E5C3A',
    actor: { color: '0xE0A0A0', size: '36x36', x: "'320+200*cos(t)'", y: "'170+90*sin(t)'" },
  },
];

/** Five small videos of 640x360 with sound, as cameras that stand still would see them: somebody or something passes. */
export async function makeFootage(ffmpeg: Ffmpeg, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, seconds, ground, actor } of scenes) {
    const { color, size, x, y } = actor;
    const still = `color=${ground}:s=640x360:r=25:d=${seconds},drawgrid=w=160:h=90:t=3:c=black@0.25,noise=alls=5:allf=t`;
    const graph = `color=${color}:s=${size}:r=25[actor];[0:v][actor]overlay=x=${x}:y=${y}:eval=frame:shortest=1`;
    await run(ffmpeg.path, [
      ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', still],
      ...['-f', 'lavfi', '-i', `sine=frequency=330:sample_rate=48000:duration=${seconds}`],
      ...['-filter_complex', graph, '-map', '1:a', '-t', String(seconds)],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
      ...['-y', join(folder, name)],
    ]);
  }
}

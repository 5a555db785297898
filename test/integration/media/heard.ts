import * as z from 'zod';
import { runForText } from '../../../media/run';
import { type MediaInfo } from '../../../pipeline/media-info';
import { toSeconds } from '../../../pipeline/rational';
import { tools } from '../../tools';

/** Silence, and a short tone that begins after a second: an ear for whether sound and pictures are together. */
export const click = (seconds: number, rate = 48_000): string[] => [
  ...['-f', 'lavfi', '-i'],
  `aevalsrc=if(between(t\\,1\\,1.05)\\,0.8*sin(2*PI*1000*t)\\,0):s=${rate}:d=${seconds}`,
];

/** Seconds after the first frame at which the first sample of that tone is heard. */
export async function heardAfter(path: string, { video, audio: [track] }: MediaInfo): Promise<number> {
  const { ffmpeg } = await tools();
  const text = await runForText(ffmpeg.path, [
    ...['-nostdin', '-v', 'error', '-copyts', '-i', path, '-map', `0:${track?.index ?? -1}`],
    ...['-af', 'silencedetect=n=0.1:d=0.01,ametadata=mode=print:key=lavfi.silence_end:file=-', '-f', 'null', '-'],
  ]);
  const heard = /silence_end=([\d.]+)/.exec(text)?.[1];
  if (heard === undefined) throw new Error(`${path}: nothing is heard`);
  return Number(heard) - toSeconds(video.startPts, video.timeBase);
}

const Packets = z.object({ packets: z.array(z.object({ pts_time: z.coerce.number(), data_hash: z.string() })) });

/** Every packet of a stream: seconds after the first frame, and the MD5 of its bytes. */
export async function packetsOf(
  path: string,
  { video }: MediaInfo,
  stream: number,
): Promise<{ after: number; md5: string }[]> {
  const { ffprobe } = await tools();
  const text = await runForText(ffprobe.path, [
    ...['-v', 'error', '-select_streams', String(stream), '-show_packets', '-show_data_hash', 'md5'],
    ...['-show_entries', 'packet=pts_time,data_hash', '-of', 'json', path],
  ]);
  const output: unknown = JSON.parse(text);
  const first = toSeconds(video.startPts, video.timeBase);
  return Packets.parse(output).packets.map(({ pts_time, data_hash }) => ({ after: pts_time - first, md5: data_hash }));
}

import { clock } from '../../pipeline/clock';
import type { Size } from './picture-size';

/** Small pictures on a file of sprites: 10 beside each other, 10 below. */
export const spriteColumns = 10;
export const spritesOfFile = 100;

/**
 * WebVTT whose cues name a part of a picture each, as players show it over their time line: a picture from its time on until the next
 * one's, the first from the beginning and the last to the end of the video. Names of files are relative to the track.
 * @param times seconds from the first video frame, ascending
 * @param file its name, seen from the track, by number from 0
 */
export function spriteTrack(
  { times, endSeconds, tile }: { times: readonly number[]; endSeconds: number; tile: Size },
  file: (sprite: number) => string,
): string {
  const ms = (seconds: number) => Math.round(seconds * 1000);
  const cues: string[] = [];
  let start = 0;
  for (const picture of times.keys()) {
    const end = ms(times[picture + 1] ?? Math.max(endSeconds, (start + 1) / 1000));
    // Pictures of the same millisecond: players want a cue to last.
    if (end <= start) continue;
    const position = picture % spritesOfFile;
    const [x, y] = [(position % spriteColumns) * tile.width, Math.floor(position / spriteColumns) * tile.height];
    const part = `${file(Math.floor(picture / spritesOfFile))}#xywh=${x},${y},${tile.width},${tile.height}`;
    cues.push(`${clock(start / 1000)} --> ${clock(end / 1000)}\n${part}\n`);
    start = end;
  }
  return ['WEBVTT\n', ...cues].join('\n');
}

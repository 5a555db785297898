import { createHash } from 'node:crypto';
import { access, readFile, rename } from 'node:fs/promises';
import { join, parse } from 'node:path';
import * as z from 'zod';
import type { Ffmpeg, Ffprobe } from '../../media/locate';
import { probeMedia } from '../../media/probe';
import { run } from '../../media/run';
import { Region } from '../../pipeline/region';
import type { Footage } from './footage';

const Golden = z.object({
  cases: z.array(
    z.object({
      clip: z.string(),
      /** Corners in pixels; null: the whole picture. */
      region: z.array(z.tuple([z.number(), z.number()])).nullable(),
      /** Longest pause within an event, in seconds. */
      gap: z.number().optional(),
      events: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});

/** Pixels to each side by which a shaken clip is moved at most. */
const shake = 4;

/** Whole pixels that look random: the same in every run and for every build of ffmpeg. */
const offset = (factor: number): string => `mod(floor(mod(n*${factor}+n*n*31,1009)),${2 * shake + 1})`;

const variants: Readonly<Record<string, { filter: string; border: number } | undefined>> = {
  plain: undefined,
  shaken: {
    filter: `crop=iw-${2 * shake}:ih-${2 * shake}:x='${offset(7919)}':y='${offset(6007)}':exact=1`,
    border: shake,
  },
  // Another brightness and contrast every four seconds.
  exposure: {
    filter: `eq=brightness='0.06*(mod(floor(t/4)*7,5)-2)':contrast='1+0.15*(mod(floor(t/4)*5,3)-1)':eval=frame`,
    border: 0,
  },
};

export const variantNames: readonly string[] = Object.keys(variants);

export interface RealCase extends Footage {
  /** Clip and number of the case, for people. */
  name: string;
  variant: string;
}

/** The cases of DIR/golden.json, each plain, shaken and with exposure steps; changed clips are kept in `folder`. */
export async function realCases(
  ffmpeg: Ffmpeg,
  ffprobe: Ffprobe,
  from: string,
  folder: string,
  signal?: AbortSignal,
): Promise<RealCase[]> {
  const { cases } = Golden.parse(JSON.parse(await readFile(join(from, 'golden.json'), 'utf8')));
  const found: RealCase[] = [];
  for (const variant of variantNames) {
    for (const [index, { clip, region, gap, events }] of cases.entries()) {
      const change = variants[variant];
      const source = join(from, clip);
      const path = change
        ? await changed(ffmpeg, source, change.filter, join(folder, nameOf(clip, variant, change.filter)), signal)
        : source;
      const { media } = await probeMedia(ffprobe.path, { url: path }, clip, signal);
      const { width, height } = media.video;
      const border = change?.border ?? 0;
      const share = (pixel: number, of: number) => Math.min(1, Math.max(0, (pixel - border) / of));
      const polygon = region?.map(([x, y]) => [share(x, width), share(y, height)]);
      const regions = polygon ? [Region.parse({ name: 'region', polygon })] : [];
      const named = events.map(([start, end]) => ({ region: regions[0]?.name ?? 'picture', start, end }));
      found.push({
        ...{ name: `${clip} ${index + 1}`, variant, path, regions, masks: [] },
        ...{ motion: gap === undefined ? {} : { maxGapSeconds: gap }, truth: { events: named, frames: [] } },
      });
    }
  }
  return found;
}

/** Another filter gives another file, so that an old one is never taken for it. */
const nameOf = (clip: string, variant: string, filter: string): string =>
  `${parse(clip).name}-${variant}-${createHash('sha256').update(filter).digest('hex').slice(0, 8)}.mp4`;

async function changed(
  ffmpeg: Ffmpeg,
  source: string,
  filter: string,
  path: string,
  signal?: AbortSignal,
): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return path;
  const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-threads', '2', ...ffmpeg.mp4Frames];
  const times = [...ffmpeg.passFrames, '-enc_time_base', '-1'];
  const input = ['-nostdin', '-v', 'error', '-i', source, '-map', '0:v:0', '-vf', filter];
  await run(ffmpeg.path, [...input, ...times, ...encoder, '-f', 'mp4', '-y', `${path}.part`], { signal });
  await rename(`${path}.part`, path);
  return path;
}

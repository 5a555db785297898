import { createHash } from 'node:crypto';
import { grayFilters } from '../../../media/gray-filter';
import type { VideoStream } from '../../../pipeline/media-info';
import { type WholeFile, compareFacts, depthOf, displayedSize } from './compare-facts';
import { type SoundRules, compareSound } from './compare-sound';
import { type Cue, readCues } from './cues';
import { type Facts, type Picture, readFacts } from './facts';
import { inWords, minus } from './fraction';
import { type FileToShow, type Shown, ascendingSinceFirst, show, sinceFirst } from './shown';

/** A file as it has to come out: what one plain pass of ffmpeg through the gray filters shows of the source. */
export interface Reference extends WholeFile {
  /** Every sample of luma is the source's own: it is YUV of a depth that stays. */
  lumaIsKept: boolean;
}

/**
 * @param video the stream as Probe describes it: the gray filters follow from it
 * @param ordinal which of the file's video streams it is, from 0
 * @param scaled a filter that makes all pictures equally large, where they aren't
 * @param listen listen to the sound, too, because it is to be encoded anew
 */
export async function referenceOf(
  path: string,
  video: VideoStream,
  { ordinal, scaled, listen }: { ordinal: number; scaled?: string | undefined; listen: boolean },
): Promise<Reference> {
  const facts = await readFacts(path);
  const picture = facts.pictures[ordinal];
  if (!picture) throw new Error(`ffprobe finds ${facts.pictures.length} video streams, none is number ${ordinal}`);
  const lumaIsKept = /^(?:yuvj?|yuva)4[0-4]{2}p(?:10le)?$|^gray(?:10le)?$/.test(picture.pixelFormat ?? '');
  const lumaFilters = lumaIsKept ? [] : [`format=${depthOf(picture) > 8 ? 'yuv420p10le' : 'yuv420p'}`];
  const [filters, sound] = [grayFilters(video), soundOf(facts)];
  const [shown] = await show([{ path, video: ordinal, scaled, filters, lumaFilters, chroma: false, sound, listen }]);
  if (!shown) throw new Error(`Nothing is shown of ${path}`);
  const different = new Set(shown.frames.map(({ md5 }) => md5)).size;
  if (different !== shown.frames.length) {
    throw new Error(`Pictures that are alike prove nothing: ${different} different ones of ${shown.frames.length}`);
  }
  return { shown, facts, picture, lumaIsKept, cues: await cuesOf(path, facts) };
}

/**
 * For each gray video everything in which it isn't what it has to be; nothing where it is exact. Shape, tags, chapters and
 * subtitles are read of the last one only: they don't depend on the cut.
 */
export async function differences(
  grayPaths: readonly string[],
  source: Reference,
  rules: SoundRules,
): Promise<string[][]> {
  const last = grayPaths.at(-1) ?? '';
  const facts = await readFacts(last);
  const [picture] = facts.pictures;
  if (!picture) return grayPaths.map(() => ['there is no video stream']);
  const cues = await cuesOf(last, facts);
  const [width, height] = displayedSize(source.picture);
  const isPadded = width !== picture.width || height !== picture.height;
  const lumaFilters = isPadded ? [`crop=${width}:${height}:0:0:exact=1`] : [];
  const files = grayPaths.map((path): FileToShow => {
    return { path, video: 0, filters: [], lumaFilters, chroma: true, sound: soundOf(facts), listen: rules.transcoded };
  });
  return (await show(files)).map((shown, number) => [
    ...compareFrames(shown, source.shown),
    ...(source.lumaIsKept ? compareLuma(shown, source.shown) : []),
    ...compareChroma(shown, picture),
    ...compareSound({ shown, facts }, source, rules),
    ...(grayPaths[number] === last ? compareFacts({ shown, facts, picture, cues }, source) : []),
  ]);
}

const soundOf = ({ sound }: Facts): string[] => sound.map(({ codec }) => codec);

const cuesOf = async (path: string, { subtitles }: Facts): Promise<Cue[]> =>
  subtitles.length > 0 ? readCues(path) : [];

function compareFrames(gray: Shown, source: Shown): string[] {
  const [times, expected] = [sinceFirst(gray), ascendingSinceFirst(source)];
  const found: string[] = [];
  if (times.length !== expected.length) found.push(`${times.length} frames instead of ${expected.length}`);
  const others = [...gray.frames.keys()].filter((frame) => gray.frames[frame]?.md5 !== source.frames[frame]?.md5);
  if (others.length > 0) found.push(`${others.length} frames have another picture, the first is ${others[0] ?? ''}`);
  const wrong = times.findIndex((time, frame) => expected[frame] && minus(time, expected[frame]).numerator !== 0n);
  const [time, at] = [times[wrong], expected[wrong]];
  if (time && at) found.push(`frame ${wrong} is at ${inWords(time)} instead of ${inWords(at)}`);
  return found;
}

function compareLuma(gray: Shown, source: Shown): string[] {
  const other = gray.luma.findIndex((md5, frame) => md5 !== source.luma[frame]);
  return other < 0 ? [] : [`luma of frame ${other} isn't the source's`];
}

/** Without a trace of colour: every sample of chroma lies in the middle. */
function compareChroma({ chroma, frames }: Shown, { width, height, pixelFormat }: Picture): string[] {
  const samples = (width / 2) * (height / 2);
  const neutral =
    pixelFormat === 'yuv420p10le' ? Buffer.from(new Uint16Array(samples).fill(512).buffer) : Buffer.alloc(samples, 128);
  const md5 = createHash('md5').update(neutral).digest('hex');
  const coloured = chroma.filter((one) => one !== md5).length;
  return coloured === 0 && chroma.length === 2 * frames.length ? [] : [`${coloured} planes of chroma aren't neutral`];
}

import { PipelineError } from '../pipeline/errors';
import type { Limits, StreamFacts } from '../pipeline/limits';
import type { ProcessFailed } from './run';

/** Bytes of MP4's index for one sample, and of a pixel in the widest format; both with a tenth to spare. */
const bytesPerFrame = 26;
const bytesPerPixel = 9;
/** Bytes of one block of memory that ffprobe may have, however little is allowed otherwise: tags, pictures of a cover, fonts. */
const leastBlock = 256 * 1024 * 1024;

const largestBlock = ({ frames, pixels }: Limits): number =>
  Math.max(leastBlock, frames * bytesPerFrame, pixels * bytesPerPixel);

/**
 * Options that keep ffprobe itself within a job's limits. Without them an MP4 of 650 bytes that claims 80 million samples has it
 * take 1.9 GB, a PNG of 16,000x16,000 in 750 KB has it take 0.8 GB, and a thousand streams 1.7 GB.
 */
export const ffprobeLimits = (limits: Limits): string[] => [
  // One more than allowed: of MPEG-TS it goes on with as many as it may have, so that their count must tell.
  ...['-max_streams', String(limits.streams + 1)],
  ...['-max_pixels', String(limits.pixels)],
  ...['-max_alloc', String(largestBlock(limits))],
];

/**
 * What the system lets ffprobe have while it reads headers; 1.4 GB with the usual limits. Options bound each stream on its own: a
 * hundred that claim five million samples each, in 48 KB, kept it busy for minutes with 12 GB.
 */
export const confinement = (limits: Limits): { memoryBytes: number; cpuSeconds: number } => ({
  memoryBytes: 768 * 1024 * 1024 + 2 * largestBlock(limits),
  cpuSeconds: 10,
});

/** Why a confined ffprobe has failed; undefined when that was for another reason. */
export function explainConfinement(
  { exitSignal, stderr }: Pick<ProcessFailed, 'exitSignal' | 'stderr'>,
  limits: Limits,
  name: string,
): PipelineError | undefined {
  const { memoryBytes, cpuSeconds } = confinement(limits);
  const refuse = (limit: string, allowed: number, what: string) => {
    const message = `"${name}" can't be opened with ${what}, which is enough for any video within the limits: its headers claim too much. Write it anew, for instance with ffmpeg -i … -c copy.`;
    return new PipelineError('LimitExceeded', message, { figures: { limit, allowed } });
  };
  if (exitSignal === 'SIGXCPU') return refuse('cpuSeconds', cpuSeconds, `${cpuSeconds} s of a processor`);
  if (!stderr.some((line) => line.includes('Cannot allocate memory'))) return undefined;
  return refuse('memoryBytes', memoryBytes, `${Math.round(memoryBytes / 1e6)} MB of memory`);
}

/** Gathers what a file claims that ffprobe doesn't go along with, but only complains of: it may end with exit code 0 all the same. */
export class Claims {
  /** Of the largest picture, and as many streams as there are at least. */
  readonly facts: StreamFacts = {};

  /** @param line of ffprobe's standard error; of every line there is, because hundreds may follow */
  heed(line: string): void {
    const [, streams] = /Number of streams exceeds max_streams parameter \((\d+)\)/.exec(line) ?? [];
    if (streams !== undefined) this.facts.streams = Number(streams) + 1;
    const [, width, height] =
      /Picture size (\d+)x(\d+) (?:is invalid|exceeds specified max pixel count)/.exec(line) ?? [];
    const { width: most = 0, height: highest = 0 } = this.facts;
    if (Number(width) * Number(height) > most * highest) {
      this.facts.width = Number(width);
      this.facts.height = Number(height);
    }
  }
}

import type { ErrorName } from '../../../pipeline/errors';
import type { KernelName } from '../../../pipeline/job-options';
import { make } from '../media/clips';
import { thorough } from '../../thorough';

/** A video that the matrix makes itself, and what has to come of it. */
export interface Input {
  /** Unique; the row of docs/exactness.md. */
  name: string;
  /** Name of the upload. */
  file: string;
  /** What makes it hard to cut or to join. */
  hard: string;
  /** ffmpeg's arguments without the output's path, or a function that leaves the file there. */
  recipe: readonly string[] | ((path: string) => Promise<unknown>);
  /** The typed error that refuses it; absent where the result must be exact. */
  refused?: ErrorName;
  /** The same with builds before FFmpeg 5, where they can't read what newer ones can. */
  refusedByOlder?: ErrorName;
  /** Key frames at which it can be cut: 5 unless said otherwise; 1 for a container that doesn't tell every frame's time. */
  keyFrames?: number;
  /** Segment length in seconds and the number of segments that it makes, instead of the usual cuts. */
  cuts?: readonly (readonly [seconds: number, segments: number])[];
  /** Grayscale alone, unless said otherwise. */
  kernels?: readonly KernelName[];
  /** Which of the video streams is the video, counted from 0. */
  video?: number;
  /** Pictures that change their size are all scaled to that of the first ones: a filter that does the same. */
  scaled?: string;
  /** Sound that MP4 doesn't carry and that becomes AAC; `older`: only builds before FFmpeg 5 can't carry it. */
  transcoded?: true | 'older';
  /** Encoders that not every ffmpeg has; without them the row is reported as not made. */
  encoders?: readonly string[];
}

/** How an input is cut: `seconds` is the wanted length of a segment, given the whole length. */
export interface Cut {
  segments: number;
  seconds: (duration: number) => number;
}

/** JobOptions' least segment length: borders at all key frames. */
const leastSeconds = 0.1;
/** A little more than its share: a last key frame half a segment before the end must not make a further one. */
const more = 1.1;

/** Into 1, 2 and 5 segments and as many as there are key frames. */
export function cutsOf({ keyFrames = 5, cuts }: Input): Cut[] {
  if (cuts) return cuts.map(([seconds, segments]) => ({ segments, seconds: () => seconds }));
  const fewer = [1, 2, 5].filter((count) => count < keyFrames);
  return [
    ...fewer.map((segments): Cut => {
      return { segments, seconds: (duration) => Math.max(leastSeconds, (more * duration) / segments) };
    }),
    { segments: keyFrames, seconds: () => leastSeconds },
  ];
}

/** All of them in a thorough run; otherwise into as few segments as can be, and into as many. */
export function triedCutsOf(input: Input): Cut[] {
  const cuts = cutsOf(input);
  return thorough ? cuts : cuts.filter((_, number) => number === 0 || number === cuts.length - 1);
}

/** Makes the input's file. */
export async function makeInput({ recipe }: Input, path: string): Promise<void> {
  await (typeof recipe === 'function' ? recipe(path) : make(path, recipe));
}

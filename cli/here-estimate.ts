import type { Spread } from '../pipeline/job-estimate';

/** Of a segment, in seconds of video: its own, and what is decoded around it for kernels that look there. */
export interface SegmentLength {
  own: number;
  around: number;
}

/** A short stretch of a video, run as a job on this machine. */
export interface MeasuredStretch {
  /** Of video. */
  videoSeconds: number;
  /** From the claim until a task begins to work. */
  before: number;
  /** What each is of, and how long its tasks worked. */
  segments: (SegmentLength & { seconds: number })[];
  /** From the last segment's end to the job's. */
  after: number;
}

/** What a task takes besides its work: to start, and to be waited for. Measured where records tell of it. */
const usualOverhead = 0.6;

/** How far off a stretch may be: others use the machine, and no part of a video is like the other. */
const [best, worst] = [0.75, 1.4];

export interface WorkHere {
  videoSeconds: number;
  segments: readonly SegmentLength[];
  /** What a second around a segment takes of what one of its own takes: nothing of it is encoded. */
  aroundShare: number;
  /** Segments worked on at once: no more than there are processors helps. */
  atOnce: number;
}

/** How long a job takes on this machine, by what two stretches of it took. */
export function estimateHere(
  measured: readonly MeasuredStretch[],
  { videoSeconds, segments, aroundShare, atOnce }: WorkHere,
): Spread {
  const lengthOf = ({ own, around }: SegmentLength) => own + aroundShare * around;
  const work = fitLine(
    measured.flatMap((stretch) => stretch.segments.map((segment) => [lengthOf(segment), segment.seconds])),
  );
  const after = fitLine(measured.map((stretch) => [stretch.videoSeconds, stretch.after]));
  const before = mean(measured.map((stretch) => stretch.before));
  const places = Array.from({ length: Math.max(1, Math.min(atOnce, segments.length)) }, () => 0);
  for (const segment of segments) {
    const place = places.indexOf(Math.min(...places));
    places[place] = (places[place] ?? 0) + usualOverhead + work(lengthOf(segment));
  }
  const likely = before + Math.max(...places) - usualOverhead + after(videoSeconds);
  const rounded = (factor: number) => Number((likely * factor).toFixed(1));
  return { low: rounded(best), likely: rounded(1), high: rounded(worst) };
}

/** The line nearest to points (x, y) that rises and begins at 0 or above: more video takes longer, and nothing takes no time. */
export function fitLine(points: readonly (readonly number[])[]): (x: number) => number {
  const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
  const [middleX, middleY] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, x) => sum + (x - middleX) ** 2, 0);
  const together = xs.reduce((sum, x, index) => sum + (x - middleX) * ((ys[index] ?? 0) - middleY), 0);
  // Points of one length say nothing of what longer ones take but that they take as much more.
  const steepest = middleX > 0 ? middleY / middleX : 0;
  const rise = spread > (middleX / 100) ** 2 ? Math.min(Math.max(0, together / spread), steepest) : steepest;
  return (x) => Math.max(0, middleY + rise * (x - middleX));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

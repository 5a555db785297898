import type { MotionFrame } from './motion';
import type { MotionLevels, MotionMoment } from './page-data';

export interface MotionToThin {
  durationSeconds: number;
  /** Names of the regions. */
  regions: readonly string[];
  /** Into so many parts the video is divided, of each of which the greatest level counts. */
  parts: number;
  /** At most so many boxes are kept, of all moments together. */
  boxes: number;
}

const thousandths = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1000);

/**
 * Makes of a line per frame what a page can hold. Frames come one by one, however many there are: whenever too many boxes have been
 * kept, every other frame is dropped, of those to come, too.
 */
export class ThinnedMotion {
  readonly #moments: { frame: number; moment: MotionMoment }[] = [];
  readonly #levels: Map<string, number[]>;
  #boxes = 0;
  /** Each so many frames one is kept. */
  #stride = 1;
  #frames = 0;

  constructor(private readonly limits: MotionToThin) {
    const { regions, parts } = limits;
    this.#levels = new Map(regions.map((region) => [region, Array.from({ length: parts }, () => 0)]));
  }

  add({ frame, time, boxes, regions }: Pick<MotionFrame, 'frame' | 'time' | 'boxes' | 'regions'>): void {
    this.#frames += 1;
    const { durationSeconds, parts } = this.limits;
    const part = Math.min(parts - 1, Math.max(0, Math.floor((time / Math.max(durationSeconds, 1e-6)) * parts)));
    for (const { region, score } of regions) {
      const levels = this.#levels.get(region);
      if (levels) levels[part] = Math.max(levels[part] ?? 0, thousandths(score));
    }
    if (boxes.length === 0 || frame % this.#stride !== 0) return;
    this.#moments.push({ frame, moment: [Math.round(time * 1000), ...boxes.flat().map(thousandths)] });
    this.#boxes += boxes.length;
    while (this.#boxes > this.limits.boxes && this.#moments.length > 0) this.#dropHalf();
  }

  /** Each so many frames one has its boxes: 1 where nothing was dropped. */
  get stride(): number {
    return this.#stride;
  }

  get levels(): MotionLevels[] {
    return [...this.#levels].map(([region, levels]) => ({ region, levels }));
  }

  get moments(): MotionMoment[] {
    return this.#moments.map(({ moment }) => moment);
  }

  /** From one frame whose boxes may be kept to the next, and half as long again, since frames may come late. */
  get momentSeconds(): number {
    return this.#frames === 0 ? 0 : (1.5 * this.#stride * this.limits.durationSeconds) / this.#frames;
  }

  #dropHalf(): void {
    this.#stride *= 2;
    const kept = this.#moments.filter(({ frame }) => frame % this.#stride === 0);
    this.#moments.splice(0, this.#moments.length, ...kept);
    this.#boxes = kept.reduce((sum, { moment }) => sum + (moment.length - 1) / 4, 0);
  }
}

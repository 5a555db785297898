import { type MotionRecord, type MovingObject, sixDigits } from '../../pipeline/motion';
import {
  type MotionWindow,
  cellOf,
  cellsAround,
  lagSeconds,
  mostFramesPerSecond,
  slackSeconds,
} from '../../pipeline/motion-window';
import type { Mask, Region } from '../../pipeline/region';
import { Background } from './background';
import { CleanUp } from './clean-up';
import { type Component, Components } from './components';
import { describeObject } from './describe-object';
import { Foreground } from './foreground';
import { type RegionPixels, findRegionPixels } from './region-masks';
import { SamplingGrid } from './sampling-grid';

export interface DetectorInput {
  width: number;
  height: number;
  regions: readonly Region[];
  masks: readonly Mask[];
  sensitivity: number;
  window: MotionWindow;
}

/** A frame that waits for what comes after it. */
interface Frame {
  pts: number;
  time: number;
  isOwn: boolean;
  /** Of those that are looked at in its cell of the grid, also where the others came only to help with the background. */
  isFirst: boolean;
  /** Missing for a frame that isn't looked at: it shares the record of the one before. */
  pixels: Uint8Array | undefined;
}

/** A frame as it lies on its background, kept for the frames after it. */
interface Placed {
  time: number;
  pixels: Uint8Array;
}

/** From this noise, in gray levels, or this part of the picture that differs on, the camera moves or the picture changes as a whole. */
const cameraThreshold = 40;
const cameraDiffering = 0.7;
/** From this mean change of the tones within a moment on, in gray levels, the light jumps. */
const lightJump = 16;
/** A median of fewer samples may be of what moves. */
const leastSamples = 4;
/** Smaller components are noise, in pixels; beside of regions more may be. */
const leastArea = 4;
const leastBeside = 9;

/** Finds what moves in the frames of one segment. Its memory is bounded by the window, whatever the segment's length. */
export class MotionDetector {
  readonly #grid: SamplingGrid;
  readonly #pixels: RegionPixels;
  readonly #background: Background;
  readonly #foreground: Foreground;
  readonly #cleanUp: CleanUp;
  readonly #components: Components;
  readonly #waiting: Frame[] = [];
  readonly #free: Uint8Array[] = [];
  readonly #earlier: Placed[] = [];
  readonly #moving: Uint8Array;
  #slot = -1;
  /** Of the last frame that came, and of the last one that was looked at. */
  #newestCell = -1;
  #cell = -1;
  #hasBackground = false;
  #steps: MovingObject[] = [];
  #last: MotionRecord | undefined;

  constructor(private readonly input: DetectorInput) {
    const { width, height, regions, masks, sensitivity, window } = input;
    this.#grid = new SamplingGrid(window, width * height);
    this.#pixels = findRegionPixels(regions, masks, sensitivity, width, height);
    this.#background = new Background(width, height, this.#pixels.samples);
    this.#foreground = new Foreground(this.#pixels, width * height);
    this.#cleanUp = new CleanUp(width, height);
    this.#components = new Components(width, height);
    this.#moving = new Uint8Array(width * height);
  }

  /**
   * Takes the next frame. Times ascend; the pixels are copied.
   * @param time seconds from the video's first frame
   * @param needed false for a frame of the warm-up that only helps with the background
   * @param isOwn whether a record is wanted
   * @returns records that are ready now, of own frames, in order
   */
  push(pts: number, time: number, pixels: Uint8Array, isOwn: boolean, needed: boolean): MotionRecord[] {
    const slot = Math.floor((time + slackSeconds) * mostFramesPerSecond);
    const isLookedAt = slot !== this.#slot;
    this.#slot = slot;
    const cell = cellOf(this.input.window, time);
    const isFirst = isLookedAt && cell !== this.#newestCell;
    if (isLookedAt) {
      this.#newestCell = cell;
      this.#grid.add(pixels, time);
    }
    if (needed) {
      const copy = isLookedAt ? (this.#free.pop() ?? new Uint8Array(pixels.length)) : undefined;
      copy?.set(pixels);
      this.#waiting.push({ pts, time, isOwn, isFirst, pixels: copy });
    }
    return this.#drain(time);
  }

  end(): MotionRecord[] {
    this.#grid.end();
    return this.#drain(Infinity);
  }

  #drain(now: number): MotionRecord[] {
    const records: MotionRecord[] = [];
    for (let frame = this.#waiting[0]; frame; frame = this.#waiting[0]) {
      const cell = cellOf(this.input.window, frame.time);
      const { last } = cellsAround(this.input.window, cell);
      if (!this.#grid.isComplete(last, now)) break;
      this.#waiting.shift();
      const record = this.#look(frame, cell);
      if (frame.isOwn) records.push(record);
    }
    return records;
  }

  #look({ pts, time, isFirst, pixels }: Frame, cell: number): MotionRecord {
    if (!pixels) return { ...(this.#last ?? { objects: [], steps: [], flags: [] }), pts };
    if (cell !== this.#cell) this.#enter(cell);
    const record: MotionRecord = { pts, objects: [], steps: isFirst ? this.#steps : [], flags: [] };
    this.#steps = [];
    this.#last = { ...record, steps: [] };
    if (!this.#hasBackground) {
      this.#free.push(pixels);
      return record;
    }
    const spare = this.#free.pop() ?? new Uint8Array(pixels.length);
    const placed = this.#foreground.compare(pixels, this.#background, spare);
    this.#free.push(placed === pixels ? spare : pixels);
    const reference = this.#referenceFor(time);
    this.#earlier.push({ time, pixels: placed });
    if (this.#isLost()) {
      record.flags.push('camera');
      return record;
    }
    if (reference) this.#foreground.compareEarlier(placed, reference.pixels, this.#background, this.#moving);
    else this.#moving.fill(0);
    if (reference && this.#foreground.appearance.lightChange >= lightJump) record.flags.push('light');
    if (this.#foreground.appearance.marked > 0) record.objects.push(...this.#findObjects(placed));
    return record;
  }

  #isLost(): boolean {
    const { threshold, differing } = this.#foreground.appearance;
    return threshold > cameraThreshold || differing > cameraDiffering;
  }

  #findObjects(frame: Uint8Array, background = this.#background.picture): MovingObject[] {
    const { mask, expected } = this.#foreground;
    this.#cleanUp.run(mask);
    const measured = { moving: this.#moving, frame, background, expected, interior: this.#pixels.interior };
    return this.#components.find(mask, measured, leastArea).flatMap((component) => {
      const regions = this.#regionsOf(component);
      const { width, height } = this.input;
      // What is beside a small region tells where something comes from.
      const isBeside = this.#pixels.hasSurroundings && component.area >= leastBeside;
      return regions.length > 0 || isBeside ? [describeObject(component, width, height, regions)] : [];
    });
  }

  #enter(cell: number): void {
    if (cell > 0 && this.#cell !== cell - 1) this.#buildBackground(cell - 1);
    this.#cell = cell;
    const hadBackground = this.#hasBackground;
    const before = Uint8Array.from(this.#background.picture);
    this.#buildBackground(cell);
    this.#grid.forgetBefore(cellsAround(this.input.window, cell).first);
    if (cell === 0 || !hadBackground || !this.#hasBackground) return;
    this.#moving.fill(0);
    const placed = this.#foreground.compareBackgrounds(before, this.#background, new Uint8Array(before.length));
    if (!this.#isLost()) this.#steps = this.#findObjects(this.#background.picture, placed);
  }

  #buildBackground(cell: number): void {
    const { first, last } = cellsAround(this.input.window, cell);
    const samples: Uint8Array[] = [];
    for (let one = first; one <= last; one += 1) {
      const sample = this.#grid.sample(one);
      if (sample) samples.push(sample);
    }
    this.#hasBackground = samples.length >= leastSamples;
    const middle = this.#grid.sample(cell) ?? samples[samples.length >> 1];
    if (this.#hasBackground && middle) this.#background.build(samples, middle);
  }

  /** The last frame at least `lagSeconds` before, or, after a gap, the first one since. */
  #referenceFor(time: number): Placed | undefined {
    const earlier = this.#earlier;
    const forget = () => {
      const forgotten = earlier.shift();
      if (forgotten) this.#free.push(forgotten.pixels);
    };
    while (earlier[0] && earlier[0].time < time - this.input.window.longestLagSeconds - slackSeconds) forget();
    while (earlier[1] && earlier[1].time <= time - lagSeconds + slackSeconds) forget();
    return earlier[0];
  }

  /** The regions in which enough of the component lies, by number, and which part of the picture that is. */
  #regionsOf(component: Component): [number, number][] {
    const size = this.input.width * this.input.height;
    return this.input.regions.flatMap(({ minSize }, number): [number, number][] => {
      const { inside, pixels } = this.#pixels.regions[number] ?? { inside: this.#moving, pixels: 0 };
      const own = pixels === size ? component.area : this.#countWithin(inside, component);
      // A region of a few pixels can't hold more than these.
      const least = Math.min(Math.max(leastArea, Math.round(minSize * size)), Math.max(1, pixels / 2));
      return own >= least ? [[number, sixDigits(own / size)]] : [];
    });
  }

  #countWithin(inside: Uint8Array, { x0, y0, x1, y1 }: Component): number {
    const [{ mask }, { width }] = [this.#foreground, this.input];
    let count = 0;
    for (let y = y0; y < y1; y += 1)
      for (let index = y * width + x0; index < y * width + x1; index += 1)
        if (mask[index] === 1 && inside[index] === 1) count += 1;
    return count;
  }
}

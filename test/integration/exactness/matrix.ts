import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Ffmpeg } from '../../../media/locate';
import { runForText } from '../../../media/run';
import { PipelineError } from '../../../pipeline/errors';
import { tools } from '../../tools';
import { differences, referenceOf } from './compare';
import { type Input, makeInput, triedCutsOf } from './input';
import { type Prepared, Workbench } from './process';

/** What has come of one cut of one input. */
export interface CutResult {
  segments: number;
  /** Everything in which the result isn't what it has to be; empty when it is exact. */
  differences: string[];
}

/** What has come of one input. */
export type InputResult =
  | { kind: 'cut'; cuts: CutResult[] }
  | { kind: 'refused'; error: PipelineError }
  | { kind: 'notMade'; missing: string[] };

/** A build before FFmpeg 5, as media/locate.ts tells them apart. */
export const isOlder = ({ mp4Frames }: Ffmpeg): boolean => mp4Frames.length > 0;

/** Runs inputs, as many at once as there are processors; whoever asks for one has the next ones begun. */
export class Matrix {
  readonly #results = new Map<Input, Promise<InputResult>>();
  readonly #waiting: (() => void)[] = [];
  #free = availableParallelism();

  private constructor(
    private readonly bench: Workbench,
    private readonly inputs: readonly Input[],
    private readonly encoders: ReadonlySet<string>,
  ) {}

  static async open(inputs: readonly Input[]): Promise<Matrix> {
    const { ffmpeg } = await tools();
    const list = await runForText(ffmpeg.path, ['-v', 'error', '-encoders']);
    const encoders = new Set(Array.from(list.matchAll(/^ V\S{5} (\S+)/gm), ([, name = '']) => name));
    return new Matrix(await Workbench.open(), inputs, encoders);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#results.values());
    await this.bench.close();
  }

  resultOf(input: Input): Promise<InputResult> {
    const position = this.inputs.indexOf(input);
    for (const next of this.inputs.slice(position + 1, position + 1 + availableParallelism())) void this.#start(next);
    return this.#start(input);
  }

  #start(input: Input): Promise<InputResult> {
    const result = this.#results.get(input) ?? this.#inTurn(() => this.#run(input));
    // Who asks for it hears of its failure; until then nobody does.
    result.catch(() => undefined);
    this.#results.set(input, result);
    return result;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  async #run(input: Input): Promise<InputResult> {
    const missing = (input.encoders ?? []).filter((encoder) => !this.encoders.has(encoder));
    if (missing.length > 0) return { kind: 'notMade', missing };
    const path = join(this.bench.folder, input.file);
    await makeInput(input, path);
    try {
      const prepared = await this.bench.prepare(path, input.file, input.kernels ?? ['grayscale']);
      return { kind: 'cut', cuts: await this.#cuts(input, path, prepared) };
    } catch (error) {
      if (error instanceof PipelineError) return { kind: 'refused', error };
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  }

  async #cuts(input: Input, path: string, prepared: Prepared): Promise<CutResult[]> {
    const older = isOlder((await tools()).ffmpeg);
    const transcoded = input.transcoded === true || (input.transcoded === 'older' && older);
    const { media } = prepared.probed;
    const counts: number[] = [];
    const grayPaths: string[] = [];
    for (const { segments, seconds } of triedCutsOf(input)) {
      const grayPath = join(this.bench.folder, `${input.file}-${segments}.gray.mp4`);
      counts.push(await this.bench.cut(prepared, seconds(media.durationSeconds), grayPath));
      grayPaths.push(grayPath);
    }
    const reference = await referenceOf(path, media.video, {
      ordinal: input.video ?? 0,
      scaled: input.scaled,
      listen: transcoded,
    });
    const found = await differences(grayPaths, reference, { transcoded, older });
    await Promise.all(grayPaths.map((grayPath) => rm(grayPath)));
    return counts.map((segments, cut) => ({ segments, differences: found[cut] ?? [] }));
  }
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { explain } from '../../../container/report-failure';
import { ProcessFailed, run } from '../../../media/run';
import type { PipelineError } from '../../../pipeline/errors';
import type { Rational } from '../../../pipeline/rational';
import { tools } from '../../tools';
import { shownFrames } from '../clips';
import type { Workbench } from '../exactness/process';
import { randomFrom } from './random';
import { type Victim, victims } from './victims';
import type { Damage } from './mutate';

/** One file, harmed in one way. */
export interface Case {
  seed: number;
  victim: Victim;
  damage: Damage;
}

/** What a job made of it. */
export type Outcome =
  { kind: 'succeeded'; segments: number; differences: string[] } | { kind: 'refused'; error: PipelineError };

/** Each victim with each of its damages, so many times, each time at other places. */
export const casesOf = (rounds: number): Case[] =>
  Array.from({ length: rounds }, () =>
    victims.flatMap((victim) => victim.damages.map((damage) => ({ victim, damage }))),
  )
    .flat()
    .map((one, seed) => ({ seed, ...one }));

/**
 * Runs a harmed file through the pipeline, cut into some three segments, and compares with one pass of ffmpeg.
 * @param whole path of the file before it came to harm
 */
export async function tryCase(bench: Workbench, { seed, victim, damage }: Case, whole: string): Promise<Outcome> {
  const file = `${seed}-${victim.file}`;
  const [path, gray] = [join(bench.folder, file), join(bench.folder, `${seed}.gray.mp4`)];
  await writeFile(path, damage.apply(await readFile(whole), randomFrom(seed)));
  try {
    const prepared = await bench.prepare(path, file, ['grayscale']);
    const segments = await bench.cut(prepared, 1, gray);
    const { index, timeBase } = prepared.probed.media.video;
    const expected = ascending(await timesOfOnePass(path, index), timeBase);
    const { frames } = await shownFrames(gray);
    return { kind: 'succeeded', segments, differences: compare(frames.map(({ time }) => time), expected, timeBase) }; // prettier-ignore
  } catch (thrown) {
    return { kind: 'refused', error: explain(thrown) };
  } finally {
    await Promise.all([path, gray].map((one) => rm(one, { force: true })));
  }
}

/** No file can hold two frames at one time, or one before its predecessor: media/segment-command.ts shows them a tick later. */
function ascending(times: readonly number[], { numerator, denominator }: Rational): number[] {
  const shown: number[] = [];
  for (const time of times) {
    const back = (shown.at(-1) ?? -Infinity) - time;
    shown.push(back >= 0 && back <= denominator / numerator ? time + back + 1 : time);
  }
  return shown;
}

/**
 * Every frame of the one pass must be there at its time. There may be more: a segment that is looked up in the index begins where
 * one pass, lost in a piece of zeros, goes on too late.
 * @param shown times since the first frame, exact fractions of seconds
 */
function compare(
  shown: readonly string[],
  expected: readonly number[],
  { numerator, denominator }: Rational,
): string[] {
  const ticks = shown.map((time) => {
    const [above = NaN, below = NaN] = time.split('/').map(Number);
    return (above * denominator) / (numerator * below);
  });
  const there = new Set(ticks);
  const missing = expected.map((time) => time - (expected[0] ?? NaN)).filter((time) => !there.has(time));
  return missing.length === 0 ? [] : [`${missing.length} of ${expected.length} frames are missing, one at ${missing[0] ?? ''}`]; // prettier-ignore
}

/** Times of all frames that one pass of ffmpeg decodes, whatever it complains about: told by a filter, because every muxer mends them. */
async function timesOfOnePass(path: string, stream: number): Promise<number[]> {
  const { ffmpeg } = await tools();
  const times: number[] = [];
  const args = [
    ...['-nostdin', '-nostats', '-v', 'info', '-copyts', '-i', path, '-filter_complex', `[0:${stream}]showinfo[v]`],
    ...['-map', '[v]', ...ffmpeg.passFrames, '-f', 'null', '-'],
  ];
  const read = async (pipe: (fd: number) => Readable) => {
    for await (const line of createInterface({ input: pipe(1) })) {
      const [, pts] = /^\[Parsed_showinfo.* n: *\d+ pts: *(-?\d+)/.exec(line) ?? [];
      if (pts !== undefined) times.push(Number(pts));
    }
  };
  await run('sh', ['-c', 'exec "$@" 2>&1', 'sh', ffmpeg.path, ...args], { pipes: [1], read }).catch(
    (error: unknown) => {
      if (!(error instanceof ProcessFailed)) throw error;
    },
  );
  return times;
}

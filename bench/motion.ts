import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createLog } from '../aws/log';
import type { Tools } from '../kernels/kernel';
import { noModels } from '../kernels/models/model-files';
import { locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';
import { interruption } from './interruption';
import { clipOf } from './motion/clips';
import { detectOurs } from './motion/detect-ours';
import { type Footage, watchedPoints } from './motion/footage';
import { realCases, variantNames } from './motion/real';
import { detectAs } from './motion/rivals/detect';
import { frameDifference } from './motion/rivals/frame-difference';
import { findMog2 } from './motion/rivals/mog2';
import type { Rival } from './motion/rivals/rival';
import { readSmallFrames } from './motion/rivals/small-frames';
import { kindNames, scenes } from './motion/scenes/scenes';
import { type Tally, scoreOf, tallyOf } from './motion/score';
import { type Row, heading, joinRows, line, rivalTotals, total } from './motion/table';

const ours = 'framefleet';

const command = new Command('npm run bench:motion --')
  .description('How well motion is found: in drawn scenes, whose truth is known, and in real clips with golden events.')
  .option('--seeds <list>', 'seeds of the scenes', (list) => list.split(',').map(Number), [1, 2, 3])
  .option('--kinds <names>', 'only kinds with one of these in their names, e.g. rain,"10 fps"', (list) =>
    list.split(','),
  )
  .option('--clips <dir>', 'keep the clips there, or use those that are there (default: a temporary folder)')
  .option('--real <dir>', 'score the real clips of golden.json there as well')
  .option('--no-scenes', 'leave the drawn scenes out')
  .option('--no-rivals', 'leave the rivals out')
  .option('--json', 'print all counts as JSON instead of tables');

interface Options {
  seeds: number[];
  kinds?: string[];
  clips?: string;
  real?: string;
  scenes: boolean;
  rivals: boolean;
  json?: boolean;
}

async function main(signal: AbortSignal): Promise<void> {
  const options = command.parse().opts<Options>();
  const say = (text: string) => {
    if (options.json !== true) console.log(text);
  };
  // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  const [ffmpeg, ffprobe] = await Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]);
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    const clips = options.clips ?? folder;
    await mkdir(clips, { recursive: true });
    const log = createLog('bench', (line) => console.error(line));
    const tools: Tools = { ffmpeg, ffprobe, folder, threads: 1, signal, log, models: noModels };
    const rivals = options.rivals ? await findRivals(say) : [];
    const detectors = [ours, ...rivals.map(({ name }) => name)];
    const results: Record<string, Row[]> = {};

    const judge = (name: string, footage: Footage) => tally(tools, rivals, name, footage);
    const present = (title: string, rows: Row[]) => {
      results[title] = rows;
      say(`\n${heading(title, detectors)}`);
      for (const row of [...rows, total('all', rows), ...rivalTotals(rows)]) say(line(row));
    };

    if (options.scenes) {
      const rows: Row[] = [];
      for (const scene of scenes(options.seeds, kindsLike(options.kinds))) {
        const { path, truth } = await clipOf(ffmpeg, scene, clips, signal);
        rows.push(await judge(scene.kind, { ...scene, path, truth }));
      }
      present(`scenes, seeds ${options.seeds.join(',')}`, joinRows(rows));
    }
    if (options.real !== undefined) {
      const cases = await realCases(ffmpeg, ffprobe, options.real, clips, signal);
      for (const variant of variantNames) {
        const rows: Row[] = [];
        for (const one of cases) if (one.variant === variant) rows.push(await judge(one.name, one));
        present(`real clips, ${variant}`, rows);
      }
    }
    if (options.json === true) console.log(JSON.stringify(withScores(results), null, 2));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function kindsLike(parts: readonly string[] | undefined): readonly string[] {
  const names = kindNames.filter((name) => !parts || parts.some((part) => name.includes(part)));
  if (names.length > 0) return names;
  throw new RangeError(
    `No kind of scene is called like "${parts?.join(',') ?? ''}"; there are: ${kindNames.join('; ')}`,
  );
}

async function findRivals(say: (text: string) => void): Promise<Rival[]> {
  const mog2 = await findMog2();
  say(
    mog2 ? `MOG2 of OpenCV ${mog2.version}` : 'Without MOG2: no OpenCV for /usr/bin/python3 (Debian: python3-opencv)',
  );
  return [frameDifference, ...(mog2 ? [mog2.rival] : [])];
}

async function tally(tools: Tools, rivals: readonly Rival[], name: string, footage: Footage): Promise<Row> {
  const inside = watchedPoints(footage);
  const tallies: Record<string, Tally> = { [ours]: tallyOf(footage.truth, await detectOurs(tools, footage), inside) };
  if (rivals.length > 0) {
    const clip = await readSmallFrames(tools.ffmpeg, tools.ffprobe, footage.path, tools.signal);
    for (const rival of rivals) {
      tallies[rival.name] = tallyOf(footage.truth, await detectAs(rival, clip, footage, tools.signal), inside);
    }
  }
  return { name, tallies };
}

const withScores = (results: Readonly<Record<string, readonly Row[]>>) =>
  Object.fromEntries(
    Object.entries(results).map(([title, rows]) => [
      title,
      [...rows, total('all', rows)].map(({ name, tallies }) => ({
        name,
        detectors: Object.fromEntries(
          Object.entries(tallies).map(([detector, one]) => [detector, { ...one, ...scoreOf(one) }]),
        ),
      })),
    ]),
  );

const interrupted = interruption();
main(interrupted).catch((error: unknown) => {
  if (!interrupted.aborted) throw error;
  process.exitCode = 130;
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { tools } from '../../tools';
import { allInputs } from './inputs';
import { Matrix, isOlder } from './matrix';
import { type Row, faultsOf, renderTable, rowOf } from './table';
import { thorough } from '../../thorough';

/** Runs the whole matrix and writes what has come of it to docs/exactness.md: `tsx test/integration/exactness/write-table.ts` */
const page = join(__dirname, '../../../docs/exactness.md');

const introduction = `# What stays exact

Videos that are hard to cut or to join, each made by the tests themselves, cut in several ways, processed and joined by the
program, and compared with what one plain pass of ffmpeg shows of the source. \`test/integration/exactness/\` holds the
recipes: \`npm test\` cuts every sixth input into one segment and into as many as there can be, \`npm run test:thorough\` all of them in all of these ways. This
page is written by \`FRAMEFLEET_THOROUGH=1 npx tsx test/integration/exactness/write-table.ts\`.

**exact** means, however it was cut: every frame once, in order, with the pixels of the plain pass bit for bit (\`--crf 0\` is
lossless); luma the source's own, where that is luma of 8 or 10 bits; no colour left; every frame at the source's time since the
first frame, as exact fractions. The source's packets of sound, byte for byte, at their times, as far from the first frame as
they were; tolerance: one tick of the coarsest time base involved, or a millisecond with ffmpeg before 5, whose MP4 counts in
these. Upright, the same shape on the screen, range, matrix, transfer, primaries, fields, languages, chapters and subtitles
(to 1/100 s). **Sound as AAC**: MP4 doesn't carry its codec; when it is heard and when not is the same within 10 ms.
**refused**: by a typed error that says what to do.

Inputs that are cut into 1 only have one key frame, or a container that doesn't tell the time of every frame.`;

async function main(): Promise<void> {
  if (!thorough) throw new Error('The page tells of all cuts: set FRAMEFLEET_THOROUGH=1');
  const older = isOlder((await tools()).ffmpeg);
  const matrix = await Matrix.open(allInputs);
  const rows: Row[] = [];
  let faults = 0;
  try {
    for (const input of allInputs) {
      const result = await matrix.resultOf(input);
      if (result.kind === 'notMade') console.log(`${input.name}: not made, no ${result.missing.join()}`);
      for (const fault of faultsOf(input, result, older)) {
        faults += 1;
        console.log(`${input.name}: ${fault}`);
      }
      rows.push(rowOf(input, result, older));
    }
  } finally {
    await matrix.close();
  }
  const options = await resolveConfig(page);
  await writeFile(page, await format(renderTable(introduction, rows), { ...options, parser: 'markdown' }));
  console.log(`${rows.length} inputs, ${faults} faults: ${page}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

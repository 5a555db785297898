import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tools } from '../../tools';
import { type Input, cutsOf } from './input';
import { allInputs, themes } from './inputs';
import { Matrix, isOlder } from './matrix';
import { faultsOf, faultsOfCut, readRows, rowOf } from './table';

/** A cut as a row of test.each: how many segments, and the how manieth cut of its input. */
const numberedCuts = (input: Input) => cutsOf(input).map(({ segments }, number) => ({ segments, number }));

describe('the gray video is the source’s, frame by frame, however it was cut', () => {
  let matrix: Matrix;
  let older: boolean;
  let page: string[][];
  beforeAll(async () => {
    matrix = await Matrix.open(allInputs);
    older = isOlder((await tools()).ffmpeg);
    page = readRows(await readFile(join(__dirname, '../../../docs/exactness.md'), 'utf8'));
  });
  afterAll(() => matrix.close());

  describe.each(themes)('$title', ({ inputs }) => {
    describe.each(inputs.filter(({ refused }) => !refused))('$name', (input) => {
      test.each(numberedCuts(input))('cut into $segments', async ({ segments, number }) => {
        const result = await matrix.resultOf(input);
        if (result.kind === 'cut') expect(faultsOfCut(segments, result.cuts[number])).toEqual([]);
        else if (result.kind === 'notMade') console.warn(`Not tested: this ffmpeg has no ${result.missing.join()}`);
        else expect(faultsOf(input, result, older)).toEqual([]);
      });
    });

    test.each(inputs.filter(({ refused }) => refused))('$name: refused as $refused', async (input) => {
      expect(faultsOf(input, await matrix.resultOf(input), older)).toEqual([]);
    });
  });

  test.each(allInputs)('docs/exactness.md says what has come of it: $name', async (input) => {
    const row = rowOf(input, await matrix.resultOf(input), older);
    expect(page.filter(([name]) => name === input.name)).toEqual([row]);
  });

  test('docs/exactness.md lists these inputs and no others', () => {
    expect(page.map(([name]) => name)).toEqual(allInputs.map(({ name }) => name));
  });
});

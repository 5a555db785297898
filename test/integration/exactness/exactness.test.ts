import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { thorough } from '../../thorough';
import { tools } from '../../tools';
import { triedCutsOf } from './input';
import { allInputs } from './inputs';
import { Matrix, isOlder } from './matrix';
import { faultsOf, faultsOfCut, readRows, rowOf } from './table';

/** Every sixth one, unless there is time for all. */
const inputs = allInputs.filter((_, number) => thorough || number % 6 === 0);

describe('the gray video is the source’s, frame by frame, however it was cut', () => {
  let matrix: Matrix;
  let older: boolean;
  let page: string[][];
  beforeAll(async () => {
    matrix = await Matrix.open(inputs);
    older = isOlder((await tools()).ffmpeg);
    page = readRows(await readFile(join(__dirname, '../../../docs/exactness.md'), 'utf8'));
  });
  afterAll(() => matrix.close());

  describe.each(inputs)('$name', (input) => {
    if (input.refused) {
      test(`is refused: ${input.refused}`, async () => {
        expect(faultsOf(input, await matrix.resultOf(input), older)).toEqual([]);
      });
    } else {
      test.each(triedCutsOf(input).map(({ segments }, number) => ({ segments, number })))(
        'cut into $segments',
        async ({ segments, number }) => {
          const result = await matrix.resultOf(input);
          if (result.kind === 'cut') expect(faultsOfCut(segments, result.cuts[number])).toEqual([]);
          else if (result.kind === 'notMade') console.warn(`Not tested: this ffmpeg has no ${result.missing.join()}`);
          else expect(faultsOf(input, result, older)).toEqual([]);
        },
      );
    }

    test('docs/exactness.md says so', async () => {
      const row = rowOf(input, await matrix.resultOf(input), older);
      expect(page.filter(([name]) => name === input.name)).toEqual([row]);
    });
  });

  test('docs/exactness.md lists these inputs and no others', () => {
    expect(page.map(([name]) => name)).toEqual(allInputs.map(({ name }) => name));
  });
});

import { showFiles } from '../../cli/show-files';

const pictures = (count: number) => Array.from({ length: count }, (_, number) => `out/pictures/a.${number}.jpg`);

test('files are told one by one, those of a folder together', () => {
  expect(showFiles(['out/a.gray.mp4', ...pictures(2), 'out/a.job.json'])).toEqual([
    ...['out/a.gray.mp4', 'out/a.job.json'],
    ...pictures(2),
  ]);
});

test('of a folder with many only how many there are', () => {
  expect(showFiles(['out/a.gray.mp4', ...pictures(11)])).toEqual(['out/a.gray.mp4', 'out/pictures/ (11 files)']);
});

test('the results themselves are told however many they are, and nothing where there is nothing', () => {
  const many = Array.from({ length: 20 }, (_, number) => `out/a.${number}.json`);
  expect(showFiles(many)).toEqual(many);
  expect(showFiles([])).toEqual([]);
});

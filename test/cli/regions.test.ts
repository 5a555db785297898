import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { regions } from '../../cli/commands/regions';
import { UsageError } from '../../cli/usage-error';
import { writeRegionEditor } from '../../cli/write-region-editor';
import { temporaryFolder } from '../tools';
import { typeCommand } from './type-command';

const folder = temporaryFolder('all');
const surroundings = { variables: {}, packagePath: () => undefined };

test('the page is written with the video that it shows, however that is called', async () => {
  const template = join(folder(), 'template.html');
  await writeFile(template, '<title>t</title><body><!-- data --></body>');
  const out = join(folder(), 'out.html');
  await writeRegionEditor(template, out, '/a b/<clip>.mp4');
  expect(await readFile(out, 'utf8')).toContain('"source":"file:///a%20b/%3Cclip%3E.mp4"');
  await writeRegionEditor(template, out);
  expect(await readFile(out, 'utf8')).not.toContain('source');
  await mkdir(join(folder(), 'taken'));
  await expect(writeRegionEditor(template, join(folder(), 'taken'))).rejects.toThrow(/--out .* can't be written/);
});

test('a video that isn’t there is refused before anything is written', async () => {
  const typed = typeCommand(regions, ['regions', join(folder(), 'nothing.mp4')], surroundings);
  await expect(typed).rejects.toBeInstanceOf(UsageError);
});

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { faces } from '../../cli/commands/faces';
import { readGallery } from '../../kernels/faces/gallery';
import { run } from '../../media/run';
import type { PinnedFile } from '../../pipeline/model';
import { ann, bob, givenModels } from '../kernels/faces/run-faces';
import { temporaryFolder, tools } from '../tools';
import { typeCommand } from './type-command';

const folder = temporaryFolder('all');
/** Of the first test; those after it read it. */
const out = () => `${folder()}/new/gallery.json`;
let given: { detector: PinnedFile; embedder: PinnedFile };

/** A picture with red squares, which are faces to the test's detector. */
async function draw(path: string, squares: readonly (readonly [x: number, y: number, side: number, color: string])[]) {
  const { ffmpeg } = await tools();
  const boxes = squares.map(
    ([x, y, side, color]) => `,drawbox=x=${x}:y=${y}:w=${side}:h=${side}:color=${color}:t=fill`,
  );
  const source = `color=gray:s=128x64,format=rgb24${boxes.join('')}`;
  await run(ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', source, '-frames:v', '1', `file:${path}`]);
}

async function type(...typed: string[]) {
  const { ffmpeg } = await tools();
  const surroundings = { variables: { FFMPEG_PATH: ffmpeg.path }, packagePath: () => undefined, proven: true };
  return typeCommand(faces, ['faces', ...typed], surroundings);
}

const enrol = (people: string, ...more: string[]) =>
  type('enrol', people, '--detector', `${folder()}/yunet.onnx`, '--embedder', `${folder()}/embedder.onnx`, ...more);

beforeAll(async () => {
  given = await givenModels(folder());
  const people = `${folder()}/people`;
  await mkdir(`${people}/Ann`, { recursive: true });
  await mkdir(`${people}/Nobody`);
  await draw(`${people}/Ann/1.png`, [[32, 0, 32, ann]]);
  await draw(`${people}/Ann/2.png`, [[96, 32, 32, ann]]);
  await draw(`${people}/Ann/both.png`, [
    [0, 0, 32, ann],
    [64, 32, 32, bob],
  ]);
  await draw(`${people}/Bob.PNG`, [[0, 32, 32, bob]]);
  await draw(`${people}/Nobody/gray.png`, []);
  await writeFile(`${people}/notes.txt`, 'Hello');
});

describe('faces enrol', () => {
  it('writes a gallery, and tells what it left out', async () => {
    const { code, stdout, stderr } = await enrol(`${folder()}/people`, '--out', out());
    expect(code).toBe(0);
    const { embedder, people } = await readGallery(out(), out());
    expect(embedder).toBe(given.embedder.sha256);
    expect(people.map(({ name, embeddings }) => [name, embeddings.length])).toEqual([
      ['Ann', 2],
      ['Bob', 1],
    ]);
    expect(stdout).toMatch(/^Ann: 2 faces\nBob: 1 face\n.*gallery\.json\nsha256 [0-9a-f]{64}\n$/);
    expect(stderr).toContain('both.png: left out, 2 faces were found in it');
    expect(stderr).toContain('gray.png: left out, no face was found in it');
    expect(stderr).toContain('Nobody: not enrolled');
    expect(stderr).toContain('notes.txt: left out');
    expect((await stat(out())).mode & 0o777).toBe(0o600);
    expect(await readdir(dirname(out()))).toEqual(['gallery.json']);
  });

  it('writes the same again, and says so as JSON', async () => {
    const before = await readFile(out());
    const { stdout, stderr } = await enrol(`${folder()}/people`, '--out', out(), '--json');
    expect(await readFile(out())).toEqual(before);
    expect(stderr).toBe('');
    const sha256 = createHash('sha256').update(before).digest('hex');
    expect(JSON.parse(stdout)).toEqual({
      ...{ path: out(), sha256 },
      people: [
        { name: 'Ann', faces: 2 },
        { name: 'Bob', faces: 1 },
      ],
      refused: [
        { path: `${folder()}/people/Ann/both.png`, why: expect.stringContaining('2 faces') as string },
        { path: `${folder()}/people/Nobody/gray.png`, why: expect.stringContaining('no face') as string },
      ],
    });
  });

  it('fails where nobody can be enrolled, and leaves what was there', async () => {
    const out = `${folder()}/kept.json`;
    await writeFile(out, 'before');
    await expect(enrol(`${folder()}/people/Nobody`, '--out', out)).rejects.toMatchObject({
      name: 'InvalidGallery',
    });
    expect(await readFile(out, 'utf8')).toBe('before');
  });

  it.each([
    ['a folder that isn’t there', 'nowhere', [], /nowhere.*can't be read/],
    ['a folder without pictures', 'new', [], /holds no pictures/],
    ['a preset that nobody knows', 'people', ['--preset', 'vgg'], /--preset "vgg"/],
    ['a model that isn’t there', 'people', ['--embedder', 'none.onnx'], /none\.onnx.*can't be read/],
    ['a model of the web', 'people', ['--embedder', 'https://models/a.onnx'], /--embedder.*s3:\/\/bucket\/key/],
  ])('refuses %s', async (_, people, more, why) => {
    await expect(enrol(`${folder()}/${people}`, '--out', `${folder()}/x.json`, ...more)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(why) as string,
    });
  });

  it('refuses another model than is meant', async () => {
    const pinned = `${folder()}/embedder.onnx#sha256=${'0'.repeat(64)}`;
    await expect(enrol(`${folder()}/people`, '--embedder', pinned)).rejects.toMatchObject({ name: 'ModelMismatch' });
  });
});

describe('faces list', () => {
  it('says who is in a gallery', async () => {
    const { stdout } = await type('list', out());
    expect(stdout).toMatch(
      new RegExp(`^Ann: 2 faces\\nBob: 1 face\\nembedder ${given.embedder.sha256}\\nsha256 [0-9a-f]{64}\\n$`),
    );
    const { stdout: json } = await type('list', out(), '--json');
    expect(JSON.parse(json)).toMatchObject({
      embedder: given.embedder.sha256,
      people: [{ name: 'Ann' }, { name: 'Bob' }],
    });
  });

  it('refuses what is none', async () => {
    await expect(type('list', `${folder()}/people/notes.txt`)).rejects.toMatchObject({ name: 'InvalidGallery' });
    await expect(type('list', `${folder()}/none.json`)).rejects.toMatchObject({ name: 'UsageError' });
  });
});

import { writeGallery } from '../../../kernels/faces/enrol';
import { openFaceFinder } from '../../../kernels/faces/find-faces';
import { modelsOf } from '../../../kernels/faces/models-of';
import { preprocessingOf } from '../../../kernels/faces/options';
import { readPicture } from '../../../kernels/faces/read-picture';
import { run } from '../../../media/run';
import type { PinnedFile } from '../../../pipeline/model';
import { temporaryFolder, tools } from '../../tools';
import { type Found, ann, bob, cleo, facesOptions, givenModels, makeClip, models, pin, runFaces } from './run-faces';

const folder = temporaryFolder('all');

/** Ann and Bob are known; two others aren't, one of whom goes and comes back somewhere else. */
const somebody = '0xFF5050';
const scene = [
  { at: [0, 0], color: ann, from: 0, to: 2.5 },
  { at: [3, 1], color: bob, from: 1, to: 6 },
  { at: [1, 0], color: somebody, from: 0, to: 1.5 },
  { at: [2, 1], color: somebody, from: 4.5, to: 7 },
  { at: [2, 0], color: cleo, from: 3, to: 4 },
] as const;

let clip = '';
let given: { detector: PinnedFile; embedder: PinnedFile };
let gallery: PinnedFile;
let whole: Found;

/** As `framefleet faces enrol` does it, from one picture of each. */
async function enrol(people: readonly (readonly [name: string, color: string])[]): Promise<PinnedFile> {
  const { ffmpeg } = await tools();
  const options = facesOptions({ ...given, minSize: 0 });
  const finder = await openFaceFinder({ models, threads: 1 }, modelsOf(options), options);
  const faces = [];
  for (const [name, color] of people) {
    const path = `${folder()}/${name}.png`;
    const square = `color=gray:s=128x64,format=rgb24,drawbox=x=32:y=32:w=32:h=32:color=${color}:t=fill`;
    await run(ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', square, '-frames:v', '1', path]);
    const picture = await readPicture(ffmpeg, path, 1280);
    faces.push({ name, faces: picture ? await finder.find(picture) : [] });
  }
  await finder.close();
  return pin(folder(), 'gallery.json', writeGallery(given.embedder.sha256, preprocessingOf(options), faces));
}

const wanted = (more: Parameters<typeof facesOptions>[0] = {}) =>
  facesOptions({ ...given, gallery, everySeconds: 0.5, similarity: 0.8, ...more });

beforeAll(async () => {
  clip = await makeClip(`${folder()}/clip.mp4`, 7, scene);
  given = await givenModels(folder());
  gallery = await enrol([
    ['Ann', ann],
    ['Bob', bob],
  ]);
  whole = await runFaces(folder(), clip, { faces: wanted() });
});

describe('the faces of a video', () => {
  it('are found where they are, each in each picture', () => {
    const expected = Array.from({ length: 14 }, (_, picture) =>
      scene.filter(({ from, to }) => picture / 2 >= from && picture / 2 < to).map(({ at }) => ({ picture, at })),
    ).flat();
    const found = whole.lines.map(({ picture, box: [left, top] }) => ({ picture, at: [left * 4, top * 2] }));
    expect(new Set(found.map((one) => JSON.stringify(one)))).toEqual(
      new Set(expected.map((one) => JSON.stringify(one))),
    );
    expect(whole.lines).toHaveLength(expected.length);
    expect(whole.lines.every(({ picture, time }) => time === picture / 2)).toBe(true);
    const [first] = whole.lines.filter(({ name }) => name === 'Bob');
    expect(first?.box).toEqual([0.75, 0.5, 1, 1]);
    expect(first?.landmarks[0]).toEqual(
      [(96 + 0.34 * 32) / 128, (32 + 0.3 * 32) / 64].map((one) => expect.closeTo(one, 5) as number),
    );
  });

  it('have the gallery’s names, and numbers where they are unknown', () => {
    const who = (picture: number) =>
      whole.lines
        .filter((line) => line.picture === picture)
        .map(({ name, cluster }) => name ?? cluster)
        .sort();
    expect(who(0)).toEqual([1, 'Ann']);
    expect(who(2)).toEqual([1, 'Ann', 'Bob']);
    expect(who(6)).toEqual([2, 'Bob']);
    expect(who(13)).toEqual([1]);
    expect(whole.lines.every(({ name, similarity }) => (name === null) === (similarity === null))).toBe(true);
    expect(whole.lines.every((line) => !('embedding' in line))).toBe(true);
  });

  it('are told in short', () => {
    const { report } = whole;
    expect(
      report.people.map(({ name, firstTime, lastTime, pictures }) => [name, firstTime, lastTime, pictures]),
    ).toEqual([
      ['Ann', 0, 2, 5],
      ['Bob', 1, 5.5, 10],
    ]);
    expect(
      report.clusters.map(({ cluster, firstTime, lastTime, faces }) => [cluster, firstTime, lastTime, faces]),
    ).toEqual([
      [1, 0, 6.5, 8],
      [2, 3, 3.5, 2],
    ]);
    expect(report).toMatchObject({
      pictures: 14,
      picturesWithFaces: 14,
      faces: 25,
      unsorted: 0,
      models: { detector: given.detector.sha256, embedder: given.embedder.sha256 },
      gallery: { sha256: gallery.sha256, people: 2 },
      settings: { channels: 'rgb', mean: 0, std: 1, similarity: 0.8, everySeconds: 0.5 },
    });
    expect(report.people[0]?.best.similarity).toBe(
      Math.max(...whole.lines.filter(({ name }) => name === 'Ann').map(({ similarity }) => similarity ?? 0)),
    );
  });

  it.each([
    { segmentSeconds: 3.5, inspect: 'task' as const, segments: 2 },
    { segmentSeconds: 1, inspect: 'function' as const, segments: 7 },
  ])('are the same in $segments segments, seen by the $inspect', async ({ segments, ...how }) => {
    const cut = await runFaces(folder(), clip, { faces: wanted(), ...how });
    expect(cut.segments).toBe(segments);
    expect(cut.outputs).toEqual(whole.outputs);
  });

  it('are the same to a detector of the other family', async () => {
    const scrfd = await givenModels(folder(), 'scrfd');
    const other = await runFaces(folder(), clip, { faces: wanted(scrfd) });
    const places = ({ lines }: Found) =>
      lines.map(({ picture, box, name, cluster }) => ({ picture, box, name, cluster }));
    expect(places(other)).toEqual(places(whole));
  });

  it('have no names without a gallery, no numbers where none are asked for, and embeddings where they are', async () => {
    const faces = facesOptions({ ...given, everySeconds: 2, clusters: false, keepEmbeddings: true });
    const { lines, report } = await runFaces(folder(), clip, { faces });
    expect(lines.map(({ picture, name, cluster }) => [picture, name, cluster])).toEqual([
      [0, null, null],
      [0, null, null],
      [1, null, null],
      [1, null, null],
      [2, null, null],
      [3, null, null],
    ]);
    expect(lines.map(({ embedding = '' }) => Buffer.from(embedding, 'base64').length)).toEqual(lines.map(() => 32));
    expect(report).toMatchObject({ people: [], clusters: [], gallery: null });
  });

  it('are none where nobody is', async () => {
    const empty = await makeClip(`${folder()}/empty.mp4`, 1, []);
    const { outputs, report } = await runFaces(folder(), empty, { faces: wanted() });
    expect(outputs.get('clip.faces.ndjson')).toBe('');
    expect(report).toMatchObject({ pictures: 2, picturesWithFaces: 0, faces: 0, people: [], clusters: [] });
  });
});

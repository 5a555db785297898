import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ffmpeg, type Ffprobe, locateFfmpeg, locateFfprobe, packagePathOf } from '../media/locate';

let located: Promise<{ ffmpeg: Ffmpeg; ffprobe: Ffprobe }> | undefined;

/** ffmpeg and ffprobe of this machine, found as the program itself finds them; looked for once per test file. */
export function tools(): Promise<{ ffmpeg: Ffmpeg; ffprobe: Ffprobe }> {
  // eslint-disable-next-line no-restricted-properties -- the tests use the ffmpeg that FFMPEG_PATH or PATH of the caller name
  const surroundings = { variables: process.env, packagePath: packagePathOf };
  located ??= Promise.all([locateFfmpeg(surroundings), locateFfprobe(surroundings)]).then(([ffmpeg, ffprobe]) => {
    return { ffmpeg, ffprobe };
  });
  return located;
}

/**
 * A folder for the tests of the describe block it is called in; removed with all that is in it.
 * @param lifetime a new one for each test, or one for all of them
 * @returns its path, once a test or a later hook runs
 */
export function temporaryFolder(lifetime: 'each' | 'all' = 'each'): () => string {
  let path: string | undefined;
  const make = async () => void (path = await mkdtemp(join(tmpdir(), 'framefleet-test-')));
  const remove = async () => {
    if (path !== undefined) await rm(path, { recursive: true, force: true });
    path = undefined;
  };
  if (lifetime === 'each') {
    beforeEach(make);
    afterEach(remove);
  } else {
    beforeAll(make);
    afterAll(remove);
  }
  return () => {
    if (path === undefined) throw new Error('The temporary folder exists only while tests run');
    return path;
  };
}

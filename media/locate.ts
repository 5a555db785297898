import { access, chmod, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { PipelineError } from '../pipeline/errors';
import { run, runForText } from './run';

export interface Ffmpeg {
  path: string;
  version: string;
  /** Where it was found: an environment variable, a package or PATH. */
  foundBy: string;
  /** Writes every frame with its own time, none twice, none left out: the option's name depends on the version. */
  passFrames: readonly string[];
  /**
   * Options that an x264 encode into MP4 needs. Builds before FFmpeg 5 don't know how long the last frame lasts and write
   * an edit list that ends before it: they must do without one, and so without reordered frames, which need it.
   */
  mp4Frames: readonly string[];
}

export interface Ffprobe {
  path: string;
  version: string;
  foundBy: string;
}

/** What the search looks at, handed in so that tests can describe a machine. */
export interface Surroundings {
  variables: Readonly<Record<string, string | undefined>>;
  /** Path that an npm package of ffmpeg gives; undefined when the package or its file isn't there. */
  packagePath: (name: string) => string | undefined;
  /**
   * FFMPEG_PATH and FFPROBE_PATH name programs that were proven when they were chosen: by who built the image, or by the
   * command that started this task. They aren't tried again in every task.
   */
  proven?: boolean;
}

interface Candidate {
  path: string;
  foundBy: string;
}

const remedy =
  'Install it (Debian: apt-get install ffmpeg) or set FFMPEG_PATH and FFPROBE_PATH to a build with libx264 and the filters limiter, trim, split and scale.';

/**
 * Finds an ffmpeg that can do the work, in order: FFMPEG_PATH, ffmpeg-static, PATH, @ffmpeg-installer/ffmpeg.
 * A candidate counts only after it has encoded a few frames the way segments are encoded.
 * @throws PipelineError FfmpegNotFound telling what was tried and why each was refused
 */
export async function locateFfmpeg(surroundings: Surroundings, signal?: AbortSignal): Promise<Ffmpeg> {
  return firstThatWorks('ffmpeg', candidates('ffmpeg', surroundings), async ({ path, foundBy }) => {
    const banner = await runForText(path, ['-hide_banner', '-version'], { signal });
    if (!isProven(surroundings, foundBy)) await run(path, proof, { signal });
    return { path, foundBy, version: version(banner), ...optionsOf(banner) };
  });
}

/** The same for ffprobe: FFPROBE_PATH, PATH, @ffprobe-installer/ffprobe. */
export async function locateFfprobe(surroundings: Surroundings, signal?: AbortSignal): Promise<Ffprobe> {
  return firstThatWorks('ffprobe', candidates('ffprobe', surroundings), async ({ path, foundBy }) => {
    if (isProven(surroundings, foundBy)) {
      await access(path, constants.X_OK);
      return { path, foundBy, version: 'proven before' };
    }
    return { path, foundBy, version: version(await runForText(path, ['-hide_banner', '-version'], { signal })) };
  });
}

const isProven = ({ proven = false }: Surroundings, foundBy: string): boolean => proven && foundBy.endsWith('_PATH');

const proofOfGray =
  'split=2[a][b];[a]trim=start_pts=0,setpts=PTS-STARTPTS,limiter=min=128:max=128:planes=6,pad=32:32,format=yuv420p[gray]';

/** Every filter and the encoder that segments need, on three tiny frames. */
const proof = [
  ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'color=s=32x32:r=25:d=0.12'],
  ...['-filter_complex', `${proofOfGray};[b]scale=16:16:flags=fast_bilinear,format=gray[small]`],
  ...['-map', '[gray]', '-c:v', 'libx264', '-f', 'null', '-', '-map', '[small]', '-f', 'framecrc', '-'],
];

async function firstThatWorks<T>(
  program: string,
  found: AsyncIterable<Candidate>,
  prove: (candidate: Candidate) => Promise<T>,
): Promise<T> {
  const refused: string[] = [];
  for await (const candidate of found) {
    try {
      return await prove(candidate);
    } catch (error) {
      refused.push(
        `${candidate.path} (${candidate.foundBy}): ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  const tried = refused.length === 0 ? 'none found' : refused.join('; ');
  throw new PipelineError('FfmpegNotFound', `No usable ${program}: ${tried}. ${remedy}`, { figures: { program } });
}

async function* candidates(program: 'ffmpeg' | 'ffprobe', surroundings: Surroundings): AsyncGenerator<Candidate> {
  const { variables, packagePath } = surroundings;
  const variable = `${program.toUpperCase()}_PATH`;
  const named = variables[variable];
  if (named) {
    // A path that someone names is meant: when it is wrong, falling back would hide the mistake.
    yield { path: named, foundBy: variable };
    return;
  }
  const inPackage = async function* (name: string) {
    const path = packagePath(name);
    if (path !== undefined && (await madeExecutable(path))) yield { path, foundBy: name };
  };
  if (program === 'ffmpeg') yield* inPackage('ffmpeg-static');
  for (const folder of (variables.PATH ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, program);
    if (await may(path, constants.X_OK)) yield { path, foundBy: 'PATH' };
  }
  yield* inPackage(`@${program}-installer/${program}`);
}

const may = (path: string, mode: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );

/** npm may be set to run no install scripts; then the packages' binaries lack their x bit. */
async function madeExecutable(path: string): Promise<boolean> {
  if (!(await may(path, constants.F_OK))) return false;
  if (!(await may(path, constants.X_OK))) await chmod(path, 0o755).catch(() => undefined);
  return may(path, constants.X_OK);
}

const version = (banner: string): string => /version (\S+)/.exec(banner)?.[1] ?? 'unknown';

/** What depends on the version is told by libavformat's: snapshots carry no release number. */
function optionsOf(banner: string): Pick<Ffmpeg, 'passFrames' | 'mp4Frames'> {
  const numbers = /libavformat\s+(\d+)\.\s*(\d+)/.exec(banner);
  const libavformat = Number(numbers?.[1]) + Number(numbers?.[2]) / 1000;
  return {
    // -fps_mode came with 59.27 (FFmpeg 5.1) and replaces -vsync.
    passFrames: [libavformat >= 59.027 ? '-fps_mode' : '-vsync', 'passthrough'],
    mp4Frames: libavformat >= 59 ? [] : ['-bf', '0', '-use_editlist', '0'],
  };
}

/** What the packages say of their own binaries: ffmpeg-static exports a path, the installers an object with one. */
export function packagePathOf(name: string): string | undefined {
  try {
    const exported: unknown = createRequire(__filename)(name);
    if (typeof exported === 'string') return exported;
    if (typeof exported === 'object' && exported !== null && 'path' in exported && typeof exported.path === 'string') {
      return exported.path;
    }
    return undefined;
  } catch {
    return undefined; // An optional dependency that isn't installed, or has no binary for this machine.
  }
}

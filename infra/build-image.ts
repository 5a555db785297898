import { spawn, spawnSync } from 'node:child_process';
import type { Architecture } from './layer';

/** Programs that build images from a Dockerfile, in the order in which they are looked for. */
export const builders = ['docker', 'podman', 'buildah'] as const;
export type Builder = (typeof builders)[number];

/** Where the image's ffmpeg comes from: container/install-ffmpeg.sh. */
export const ffmpegBuilds = ['source', 'package'] as const;

/** What the user has to mend; told without a stack. */
export class ImageError extends Error {
  override name = 'ImageError';
}

export interface ImageBuild {
  builder: Builder;
  /** Repository and tag. */
  image: string;
  architecture: Architecture;
  /** The Dockerfile's base instead of its own. */
  base?: string;
  /** How ffmpeg comes into the image, instead of the Dockerfile's own way. */
  ffmpeg?: (typeof ffmpegBuilds)[number];
  /** Folder of the build's context with models, instead of none. */
  models?: string;
}

/** The first builder of this machine. @throws ImageError when there is none */
export function findBuilder(exists: (program: string) => boolean = works): Builder {
  const found = builders.find(exists);
  if (found === undefined) {
    throw new ImageError(
      `No program that builds images works here: install, or start, one of ${builders.join(', ')}, or name it by --builder.`,
    );
  }
  return found;
}

/** `version` rather than `--version`: docker's asks its engine, which may not run. */
const works = (program: string): boolean => spawnSync(program, ['version'], { stdio: 'ignore' }).status === 0;

/** Arguments of the build, to be run in the project's folder. */
export const buildArguments = ({ builder, image, architecture, base, ffmpeg, models }: ImageBuild): string[] => [
  'build',
  // ECR scans images of Docker's format; buildah and podman make OCI's otherwise.
  ...(builder === 'docker' ? [] : ['--format', 'docker', ...(builder === 'buildah' ? ['--layers'] : [])]),
  ...['--platform', architecture === 'arm64' ? 'linux/arm64' : 'linux/amd64'],
  ...['--file', 'container/Dockerfile', '--tag', image],
  ...(base === undefined ? [] : ['--build-arg', `BASE=${base}`]),
  ...(ffmpeg === undefined ? [] : ['--build-arg', `FFMPEG=${ffmpeg}`]),
  ...(models === undefined ? [] : ['--build-arg', `MODELS=${models}`]),
  '.',
];

/**
 * Runs a builder and shows what it says.
 * @param input handed to its standard input: passwords don't belong into arguments
 * @throws ImageError with the command and how it ended
 */
export async function runBuilder(
  builder: Builder,
  args: readonly string[],
  cwd: string,
  input?: string,
): Promise<void> {
  const child = spawn(builder, args, { cwd, stdio: [input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'] });
  // One that ends without reading its input says itself why.
  child.stdin?.on('error', () => undefined).end(input);
  const ending = await new Promise<string | number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(new ImageError(`"${builder}" can't be run: ${cause.message}`, { cause })));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  if (ending !== 0) throw new ImageError(`"${builder} ${args[0] ?? ''}" ended with ${ending}; what it said is above.`);
}

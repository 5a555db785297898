import { join } from 'node:path';
import { build } from 'esbuild';

/** What only the machine at hand can provide: ffmpeg's npm packages. The image brings its own ffmpeg. */
const notBundled = ['ffmpeg-static', '@ffmpeg-installer/ffmpeg', '@ffprobe-installer/ffprobe'];

/** Makes the one file that the image runs, with the same settings (container/Dockerfile: npm run build). */
export async function bundleContainer(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, '..', 'container', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: notBundled,
    sourcemap: false,
    logLevel: 'error',
  });
}

// Runs the image's programs while it is built: as its user, with nothing around them but what was gathered. What fails
// here fails the build. Leaves what the programs say of themselves in the file that is named.
import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { argv, env, stdout, version } from 'node:process';

const { FFMPEG_PATH: ffmpeg, FFPROBE_PATH: ffprobe } = env;

/** Standard output of a program. @throws Error when it ends with another exit code than 0 */
const run = (program, ...args) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();

function demand(what, found, wanted) {
  if (!wanted.test(found)) throw new Error(`${what}: ${wanted} expected, not\n${found}`);
}

const pictures = ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'color=s=32x32:r=25:d=0.12'];

// The filters and the encoder that segments need: `proof` of media/locate.ts.
const gray =
  'split=2[a][b];[a]trim=start_pts=0,setpts=PTS-STARTPTS,limiter=min=128:max=128:planes=6,pad=32:32,format=yuv420p[gray]';
const small = '[b]scale=16:16:flags=fast_bilinear,format=gray[small]';
const graph = ['-filter_complex', `${gray};${small}`, '-map', '[gray]', '-c:v', 'libx264', '-f', 'null', '-'];
demand('frames', run(ffmpeg, ...pictures, ...graph, '-map', '[small]', '-f', 'framecrc', '-'), /^0, +2, +2,/m);

// What else tasks use: sound as AAC, an MP4 that ffprobe reads, pictures, AV1, https, names from /etc/hosts.
const file = join(tmpdir(), 'proof.mp4');
run(ffmpeg, ...pictures, ...['-f', 'lavfi', '-i', 'anullsrc', '-t', '0.12', '-c:v', 'libx264', '-c:a', 'aac', file]);
demand('streams', run(ffprobe, '-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv', file), /h264\n.*aac/);
rmSync(file);
for (const codec of ['libwebp', 'mjpeg', 'png']) {
  const picture = ['-frames:v', '1', '-c:v', codec, '-f', 'framecrc', '-'];
  demand(codec, run(ffmpeg, ...pictures, ...picture), /^0, +0, +0,/m);
}
demand('decoders', run(ffmpeg, '-v', 'error', '-decoders'), /libdav1d/);
demand('protocols', run(ffmpeg, '-v', 'error', '-protocols'), /^ *https$/m);
await lookup('localhost');

// ONNX Runtime, found as the program finds it, with a model of one node: y = relu(x), opset 13, float32[1].
const { InferenceSession, Tensor, env: runtime } = createRequire('/app/container.cjs')('onnxruntime-node');
const relu = Buffer.from(
  'CAg6MwoMCgF4EgF5IgRSZWx1EgFnWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUIECgAQDQ==',
  'base64',
);
const session = await InferenceSession.create(relu);
const { y } = await session.run({ x: new Tensor('float32', [-3], [1]) });
demand('relu', `${y.data[0]}`, /^0$/);
await session.release();

demand('user', `${userInfo().uid}`, /^65532$/);

const versions = [
  `node ${version}`,
  run(ffmpeg, '-hide_banner', '-version'),
  `onnxruntime ${runtime.versions.node}`,
  '',
].join('\n');
const [, , path] = argv;
writeFileSync(path, versions);
utimesSync(path, 0, 0);
stdout.write(versions);

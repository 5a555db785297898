// Runs the image's programs while it is built: as its user, with nothing around them but what was gathered. What fails
// here fails the build. Leaves what the programs say of themselves in the file that is named.
import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
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

// What else tasks use: sound as AAC, an MP4 that ffprobe reads, AV1, https, names from /etc/hosts.
const file = join(tmpdir(), 'proof.mp4');
run(ffmpeg, ...pictures, ...['-f', 'lavfi', '-i', 'anullsrc', '-t', '0.12', '-c:v', 'libx264', '-c:a', 'aac', file]);
demand('streams', run(ffprobe, '-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv', file), /h264\n.*aac/);
rmSync(file);
demand('decoders', run(ffmpeg, '-v', 'error', '-decoders'), /libdav1d/);
demand('protocols', run(ffmpeg, '-v', 'error', '-protocols'), /^ *https$/m);
await lookup('localhost');
demand('user', `${userInfo().uid}`, /^65532$/);

const versions = [`node ${version}`, run(ffmpeg, '-hide_banner', '-version'), ''].join('\n');
const [, , path] = argv;
writeFileSync(path, versions);
utimesSync(path, 0, 0);
stdout.write(versions);

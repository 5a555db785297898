import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeSample } from '../../media/sample';
import { runForText } from '../../media/run';
import { MotionFrame, MotionReport } from '../../pipeline/motion';
import { motion as motionCommand } from '../../cli/commands/motion';
import { expectWrongUsage } from '../cli/type-command';
import { thorough } from '../thorough';
import { temporaryFolder, tools } from '../tools';
import { soundPackets } from './clips';
import { type Ended, runCommand, startCommand, stopCommands } from './command';
import { fakeFfmpeg, hang } from './fake-ffmpeg';
import { framesOf, make } from './media/clips';
import { isRunning } from './processes';
import { eventually } from './run-job';

/** Whatever happens, nothing stays behind but what was asked for. */
function expectClean({ temporary, groupLives }: Ended): void {
  expect({ temporary, groupLives }).toEqual({ temporary: [], groupLives: false });
}

const endings = ['motion-frames.ndjson', 'motion.csv', 'motion.json', 'motion.vtt'];

describe('framefleet motion', () => {
  const folder = temporaryFolder('all');
  const at = (name: string) => join(folder(), name);
  const readReport = async (path: string) => MotionReport.parse(JSON.parse(await readFile(at(path), 'utf8')));
  const readFrames = async (path: string): Promise<MotionFrame[]> => {
    const lines = (await readFile(at(path), 'utf8')).trimEnd().split('\n');
    return lines.map((line) => MotionFrame.parse(JSON.parse(line)));
  };

  /** A red square crosses the picture, and later a yellow one falls through it; with sound (media/sample.ts). */
  let sample: string;
  beforeAll(async () => {
    sample = at('sample.mp4');
    await makeSample((await tools()).ffmpeg, sample);
  });
  afterAll(stopCommands);

  async function motion(name: string, args: readonly string[]): Promise<Ended> {
    const ended = await runCommand(at(name), ['motion', ...args]);
    expectClean(ended);
    return ended;
  }

  test('lists what moves, and leaves four files; cut into pieces it finds the very same', async () => {
    const whole = await motion('whole', [sample]);
    expect(whole.exitCode).toBe(0);
    const [title, ...lines] = whole.stdout.trimEnd().split('\n');
    expect(title).toMatch(/^sample: \d+ events? of motion in 300 frames, 00:00:12\.000$/);
    expect(lines.slice(-4).sort()).toEqual(endings.map((ending) => `  out/sample.${ending}`));
    expect(lines[0]).toMatch(/^ {2}picture {2}00:00:0\d\.\d{3} - 00:00:0\d\.\d{3} +\d\.\d{3} s {2}score 0\.\d{3}$/);
    expect(whole.stderr).toMatch(/^looking for motion: 300\/300 frames$/m);
    expect((await readdir(at('whole/out'))).sort()).toEqual(endings.map((ending) => `sample.${ending}`));

    const pieces = await motion('pieces', [sample, '--segment-seconds', '2', '--json']);
    expect(pieces).toMatchObject({ exitCode: 0, stderr: '' });
    const report = MotionReport.parse(JSON.parse(pieces.stdout));
    expect(report).toEqual(await readReport('whole/out/sample.motion.json'));
    expect(await readFrames('pieces/out/sample.motion-frames.ndjson')).toEqual(
      await readFrames('whole/out/sample.motion-frames.ndjson'),
    );
  });

  test('where nothing moves it says so', async () => {
    const still = ['-f', 'lavfi', '-i', 'color=gray:s=160x120:r=25:d=3', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'];
    const ended = await motion('still', [await make(at('still.mp4'), still)]);
    expect(ended.stdout).toMatch(/^still: no motion in 75 frames, 00:00:03\.000\n/);
  });

  const uneven = async () =>
    make(at('uneven.mkv'), [
      ...['-i', sample, '-vf', "select='mod(n,5)*mod(n,7)'", 'passFrames', '-c:v', 'libx264', '-bf', '2', '-g', '12'],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'libopus'],
    ]);

  test('exact clips of uneven frames: those of the event and no others, each at its time, with sound', async () => {
    const source = await uneven();
    const ended = await motion('exact', [source, '--clips', 'exact', '--pad-before', '0.3', '--pad-after', '0.2']);
    expect(ended.exitCode).toBe(0);
    const { events, video } = await readReport('exact/out/uneven.motion.json');
    const frames = await readFrames('exact/out/uneven.motion-frames.ndjson');
    const clips = (await readdir(at('exact/out/events'))).sort();
    expect(events.length).toBeGreaterThan(0);
    expect(clips).toEqual(events.map((_, index) => `uneven.event-00${index + 1}.picture.mp4`));
    expect(video.timeBase).toBe('1/1000');
    for (const [index, { startFrame, endFrame }] of events.entries()) {
      const path = at(`exact/out/events/${clips[index] ?? ''}`);
      const own = frames.slice(startFrame, endFrame).map(({ pts }) => pts);
      const shown = (await framesOf(path)).map(({ pts }) => pts);
      // The clip counts in a tenth of a millisecond.
      expect(shown).toEqual(own.map((pts) => (pts - (own[0] ?? 0)) * 10));
      expect((await soundPackets(path)).length).toBeGreaterThan(10);
    }
  });

  const copied: [string, string, readonly string[]][] = [
    ['VP8 in WebM, which goes into Matroska', 'a.webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus']],
    ['open GOPs in MPEG-TS', 'a.ts', ['-c:v', 'libx264', '-bf', '3', '-x264-params', 'open-gop=1', '-c:a', 'mp2']],
    ['MPEG-4 in AVI', 'a.avi', ['-c:v', 'mpeg4', '-q:v', '4', '-c:a', 'libmp3lame']],
    ['H.264 in MP4', 'a.mp4', ['-c:v', 'libx264', '-bf', '2', '-c:a', 'aac']],
  ];
  test.each(thorough ? copied : copied.slice(0, 2))('copied clips of %s: every frame of the event is there, bit by bit', async (_, name, codecs) => {
    const source = await make(at(name), ['-i', sample, ...codecs, '-g', '25', '-sc_threshold', '0', '-pix_fmt', 'yuv420p']);
    const ended = await motion(`copy ${name}`, [source, '--clips']);
    expect(ended.exitCode).toBe(0);
    const { events } = await readReport(`copy ${name}/out/a.motion.json`);
    expect(events.length).toBeGreaterThan(0);
    const shown = (await framesOf(source)).map(({ md5 }) => md5);
    const clips = (await readdir(at(`copy ${name}/out/events`))).sort();
    expect(clips).toHaveLength(events.length);
    for (const [index, { startFrame, endFrame }] of events.entries()) {
      const path = at(`copy ${name}/out/events/${clips[index] ?? ''}`);
      const copied = (await framesOf(path)).map(({ md5 }) => md5);
      const own = shown.slice(startFrame, endFrame);
      const first = copied.indexOf(own[0] ?? '');
      expect(copied.slice(first, first + own.length)).toEqual(own);
      expect(copied.length).toBeLessThan(shown.length);
      expect((await soundPackets(path)).length).toBeGreaterThan(10);
    }
  }); // prettier-ignore

  test('--annotate: exactly the frames of the source at their times, with a box where something moves', async () => {
    const source = await uneven();
    const ended = await motion('drawn', [source, '--annotate', '--mask', '0,0 0.2,0 0.2,0.2 0,0.2']);
    expect(ended.exitCode).toBe(0);
    const frames = await readFrames('drawn/out/uneven.motion-frames.ndjson');
    const drawn = at('drawn/out/uneven.motion.mp4');
    expect((await framesOf(drawn)).map(({ pts }) => pts)).toEqual(frames.map(({ pts }) => (pts - frames[0]!.pts) * 10));
    // Green: little of both chroma planes. Nothing of the sample has that colour.
    const chroma = await runForText((await tools()).ffprobe.path, [
      ...['-v', 'error', '-f', 'lavfi', `movie=${drawn.replaceAll(/[:\\']/g, String.raw`\$&`)},signalstats`],
      ...['-show_entries', 'frame_tags=lavfi.signalstats.VMIN', '-of', 'csv=p=0'],
    ]);
    const least = chroma.trim().split('\n').map(Number);
    const boxed = frames.filter(({ boxes }) => boxes.length > 0).length;
    expect(boxed).toBeGreaterThan(20);
    expect(least.filter((value) => value < 70).length).toBeGreaterThanOrEqual(boxed);
    expect(least.filter((value) => value < 70).length).toBeLessThan(frames.length);
  });

  test('--rescan: other regions over the footage of a job, or over its gray video once the source has gone', async () => {
    await mkdir(at('job'));
    const source = at('job/yard.mp4');
    await makeSample((await tools()).ffmpeg, source);
    const ran = await runCommand(at('job'), ['run', source, '--segment-seconds', '6', '--min-length', '0.5']);
    expect(ran.exitCode).toBe(0);
    const job = await readReport('job/out/yard.motion.json');
    const left = ['--roi', 'left half: 0,0 0.4,0 0.4,1 0,1'];
    const again = await motion('job', ['--rescan', 'out/yard.job.json', ...left]);
    expect(again).toMatchObject({ exitCode: 0 });
    const rescanned = await readReport('job/out/yard.rescan.motion.json');
    expect(rescanned.regions.map(({ name }) => name)).toEqual(['left half']);
    expect(rescanned.events.map(({ region }) => region)).toContain('left half');
    expect(rescanned.events).not.toEqual(job.events);
    expect(await readReport('job/out/yard.motion.json')).toEqual(job);
    // The same options find the same.
    await motion('job', ['--rescan', 'out/yard.job.json', '--min-length', '0.5', '--out', 'same']);
    expect(await readReport('job/same/yard.rescan.motion.json')).toEqual(job);

    await rename(source, at('job/elsewhere.mp4'));
    const gray = await motion('job', ['--rescan', 'out/yard.job.json', ...left, '--out', 'gray']);
    expect(gray.exitCode).toBe(0);
    expect(gray.stderr).toContain('using its gray video out/yard.gray.mp4');
    const found = await readReport('job/gray/yard.rescan.motion.json');
    expect(found.events).toHaveLength(rescanned.events.length);
  });

  test('what is no video is refused by name', async () => {
    await writeFile(at('notes.txt'), 'Dear diary,\n'.repeat(100));
    const ended = await motion('refused', [at('notes.txt')]);
    expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
    expect(ended.stderr).toContain('NotAVideo: "notes.txt" is no video');
    expect(await readdir(at('refused/out'))).toEqual([]);
  });

  test.each<[string, string[], string]>([
    ['a file that isn’t there', ['missing.mp4'], '"missing.mp4" can\'t be read: '],
    ['an unknown --clips', ['a.mp4', '--clips', 'short'], '--clips "short": '],
  ])('wrong usage: %s', async (_, args, text) => {
    const ended = await motion('usage', args);
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ended.stderr).toContain(text);
    expect(ended.stderr).toContain('Try framefleet motion --help.');
  });

  // These end as those do, and need no process of their own: nothing is looked at but the words.
  test.each<[string, string[], string]>([
    ['no video', [], 'Which video?'],
    ['a video and --rescan', ['a.mp4', '--rescan', 'b.job.json', '--max-gap', '1'], 'not both'],
    ['--rescan without anything new', ['--rescan', 'b.job.json'], 'would find the same'],
    ['a --mask of two points', ['a.mp4', '--mask', '0,0 1,1'], '--mask: Mask "0,0 1,1" has 2 corners'],
  ])('wrong usage: %s', async (_, args, text) => {
    await expectWrongUsage(motionCommand, ['motion', ...args], text);
  });

  test.each<[string, string, string[]]>([
    ['while it looks for motion', 'flush_packets=1', ['--segment-seconds', '3']],
    ['while it cuts clips', '-c copy', ['--clips']],
    ['while it draws', '-enc_time_base 1/', ['--annotate']],
  ])('Ctrl-C %s: no process and no temporary folder is left', async (name, pattern, args) => {
    const place = at(`interrupted ${name}`);
    await mkdir(join(place, 'pids'), { recursive: true });
    const fake = await fakeFfmpeg(join(place, 'ffmpeg'), pattern, hang(join(place, 'pids')));
    const { pid, ended } = await startCommand(place, ['motion', sample, ...args, '--max-concurrency', '2'], fake);
    const hanging = await eventually(async () => {
      const names = await readdir(join(place, 'pids'));
      return names.length > 0 ? names.map(Number) : undefined;
    });
    process.kill(-pid, 'SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130, stdout: '' });
    expectClean(await ended);
    expect(hanging.filter(isRunning)).toEqual([]);
    const left = (await readdir(join(place, 'out'))).filter((one) => !endings.includes(one.slice('sample.'.length)));
    expect(left).toEqual([]);
  });
});

import { once } from 'node:events';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { JobRecord } from '../../pipeline/job';
import { MotionFrame, MotionReport } from '../../pipeline/motion';
import { run } from '../../cli/commands/run';
import { expectWrongUsage } from '../cli/type-command';
import { temporaryFolder } from '../tools';
import { plainClip, soundOnly, twoSquaresClip, withoutFramesClip, withoutIndexClip } from './clips';
import { type Ended, runCommand, startCommand, stopCommands } from './command';
import { fakeFfmpeg, hang } from './fake-ffmpeg';
import { isRunning } from './processes';
import { eventually } from './run-job';

/** Whatever happens, nothing stays behind but what was asked for. */
function expectClean({ temporary, groupLives }: Ended): void {
  expect({ temporary, groupLives }).toEqual({ temporary: [], groupLives: false });
}

describe('framefleet run', () => {
  const folder = temporaryFolder('all');
  let clip: string;
  beforeAll(async () => {
    clip = await plainClip(join(folder(), 'plain.mp4'), 3);
  });
  afterAll(stopCommands);
  const at = (name: string) => join(folder(), name);
  const readJob = async (path: string): Promise<JobRecord> => JobRecord.parse(JSON.parse(await readFile(path, 'utf8')));

  test('--sample --json: one JSON document alone on standard output, its files in --out', async () => {
    const ended = await runCommand(at('sample'), ['run', '--sample', '--json', '--out', 'results']);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expectClean(ended);
    const record = JobRecord.parse(JSON.parse(ended.stdout));
    expect(record).toMatchObject({ state: 'SUCCEEDED', plan: { segmentCount: 3 }, media: { video: { frameCount: 300 } } });
    expect(record.states?.at(-1)).toBe('JobSucceeded');
    expect((await readdir(at('sample/results'))).sort()).toEqual([
      ...['sample.gray.mp4', 'sample.html', 'sample.job.json', 'sample.motion-frames.ndjson'],
      ...['sample.motion.csv', 'sample.motion.json', 'sample.motion.vtt'],
    ]);
    expect(await readJob(at('sample/results/sample.job.json'))).toEqual(record);
    const { events } = MotionReport.parse(JSON.parse(await readFile(at('sample/results/sample.motion.json'), 'utf8')));
    // A red square crosses the picture, and later a yellow one falls through it (media/sample.ts).
    expect(events).toHaveLength(2);
  }); // prettier-ignore

  test('without --json: how it went and what it has left on standard output, how far it is on standard error', async () => {
    const ended = await runCommand(at('plainly'), ['run', clip, '--segment-seconds', '1', '--kernels', 'motion']);
    expect(ended.exitCode).toBe(0);
    expectClean(ended);
    expect(ended.stdout.split('\n')).toEqual([
      expect.stringMatching(/^SUCCEEDED: 75 frames, 3 of 3 segments \(fused\), \d+\.\d s$/),
      ...[
        '  out/plain.motion.json',
        '  out/plain.motion-frames.ndjson',
        '  out/plain.motion.csv',
        '  out/plain.motion.vtt',
      ],
      ...['  out/plain.job.json', '  out/plain.html', ''],
    ]);
    expect(ended.stderr).toMatch(/^ffmpeg \S+ \(FFMPEG_PATH\), ffprobe \S+ \(FFPROBE_PATH\)\n/);
    expect(ended.stderr).toMatch(/^segments \d\/3: \d+\/75 frames$/m);
  });

  describe('refuses what is no video, tells why, and keeps the log', () => {
    test.each<[string, string, (path: string) => Promise<unknown>, string, string]>([
      ['a text file', 'notes.txt', (path) => writeFile(path, 'Dear diary,\n'.repeat(100)), 'NotAVideo', 'is no video'],
      ['an empty file', 'empty.mp4', (path) => writeFile(path, ''), 'EmptyInput', '"empty.mp4" is empty (0 bytes)'],
      ['sound alone', 'song.m4a', soundOnly, 'NoVideoStream', '"song.m4a" has no video stream, only: audio (aac)'],
      ['an MP4 without its index', 'cut.mp4', withoutIndexClip, 'NotAVideo', 'the moov atom) is missing'],
      ['a fragmented MP4 without a fragment', 'nothing.mp4', withoutFramesClip, 'NoFrames', 'no frame can be read'],
    ])('%s', async (_, name, make, error, text) => {
      await mkdir(at('refused'), { recursive: true });
      await make(at(`refused/${name}`));
      const ended = await runCommand(at('refused'), ['run', name, '--out', `${name}.out`]);
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain(`${error}: `);
      expect(ended.stderr).toContain(text);
      expect(ended.stdout).toMatch(/^FAILED: 0 of 0 frames, not planned, /);
      expectClean(ended);
      const base = name.replace(/\..*$/, '');
      expect((await readdir(at(`refused/${name}.out`))).sort()).toEqual([
        `${base}.html`,
        `${base}.job.json`,
        `${base}.log`,
      ]);
      const record = await readJob(at(`refused/${name}.out/${base}.job.json`));
      expect(record).toMatchObject({ state: 'FAILED', error: { name: error } });
    });
  });

  describe('refuses wrong usage before it starts anything', () => {
    const roi = (polygon: string) => ['clip.mp4', '--roi', polygon];
    beforeAll(async () => {
      await mkdir(at('usage/folder.mp4'), { recursive: true });
      await writeFile(at('usage/file'), '');
      await copyFile(clip, at('usage/clip.mp4'));
    });
    test.each<[string, string[], string]>([
      ['a file that isn’t there', ['missing.mp4'], '"missing.mp4" can\'t be read: ENOENT'],
      ['a folder', ['folder.mp4'], '"folder.mp4" is no file.'],
      ['an unknown option', ['clip.mp4', '--segment-secods', '3'], "unknown option '--segment-secods'"],
      ['--out that is a file', ['clip.mp4', '--out', 'file'], '--out "file" can\'t be made'],
      ['--crf out of range', ['clip.mp4', '--crf', '99'], '--crf "99": '],
    ])('%s', async (_, args, text) => {
      const ended = await runCommand(at('usage'), ['run', ...args]);
      expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
      expect(ended.stderr).toContain(text);
      expect(ended.stderr).toContain('Try framefleet run --help.');
      expectClean(ended);
    });

    // These end as those do, and need no process of their own: nothing is looked at but the words.
    test.each<[string, string[], string]>([
      ['no video', [], 'Which video?'],
      ['a video and --sample', ['clip.mp4', '--sample'], 'not both'],
      ['two videos', ['clip.mp4', 'clip.mp4'], 'too many arguments'],
      ['an option without its value', ['clip.mp4', '--crf'], 'argument missing'],
      ['--crf that is no number', ['clip.mp4', '--crf', 'good'], '--crf "good": '],
      ['--segment-seconds of nothing', ['clip.mp4', '--segment-seconds', '0'], '--segment-seconds "0": '],
      ['--max-concurrency that is no whole number', ['clip.mp4', '--max-concurrency', '1.5'], '--max-concurrency "1.5": '],
      ['an unknown --mode', ['clip.mp4', '--mode', 'x'], '--mode "x": '],
      ['unknown --kernels', ['clip.mp4', '--kernels', 'x'], '--kernels "x": '],
      ['--kernels without one', ['clip.mp4', '--kernels', ''], '--kernels "": '],
      ['--roi of two points', roi('0,0 1,1'), '--roi: Region "0,0 1,1" has 2 corners'],
      ['--roi without numbers', roi('a,b c,d e,f'), 'has the corner "a,b", which is no pair x,y'],
      ['--roi out of range', roi('0,0 2,0 1,1'), 'has the corner "2,0"'],
      ['--roi without an area', roi('0,0 0.5,0.5 1,1'), 'encloses no area'],
    ])('%s', async (_, args, text) => {
      await expectWrongUsage(run, ['run', ...args], text);
    }); // prettier-ignore
  });

  test.each([
    [
      'spaces, quotes, a plus, letters with accents, what looks escaped, and what shells and URLs care for',
      `it's 100% + "ça va" ü a%20b%2Bc?d=e&f#g;$(h)\`i\`.mp4`,
    ],
    ['a leading dash, other scripts and several dots', '-rf 日本語 .v1.2.mp4'],
  ])('a file’s name may have %s', async (_, name) => {
    const base = name.slice(0, -'.mp4'.length);
    await mkdir(at('names'), { recursive: true });
    await copyFile(clip, at(`names/${name}`));
    const options = ['--out', `${base} out`.replace(/^-/, './-'), '--segment-seconds', '60'];
    const ended = await runCommand(at('names'), ['run', ...options, '--', name]);
    expect(ended).toMatchObject({ exitCode: 0 });
    expectClean(ended);
    expect((await readdir(at(`names/${base} out`))).sort()).toEqual(
      ['gray.mp4', 'html', 'job.json', 'motion-frames.ndjson', 'motion.csv', 'motion.json', 'motion.vtt'].map(
        (ending) => `${base}.${ending}`,
      ),
    );
    expect((await readJob(at(`names/${base} out/${base}.job.json`))).input.key).toBe(name);
  });

  test.each<[string, NodeJS.Signals, (pid: number) => number]>([
    ['Ctrl-C, which the whole group gets', 'SIGINT', (pid) => -pid],
    ['kill, which only the command gets', 'SIGTERM', (pid) => pid],
  ])('%s: stops the tasks and leaves nothing behind', async (_, signal, receiver) => {
    const place = at(signal);
    await mkdir(join(place, 'pids'), { recursive: true });
    // Both segments' tasks hang; ffmpeg's own proof, before them, doesn't.
    const fake = await fakeFfmpeg(join(place, 'ffmpeg'), 'flush_packets=1', hang(join(place, 'pids')));
    const args = ['run', clip, '--segment-seconds', '1.5', '--max-concurrency', '2'];
    const { pid, ended } = await startCommand(place, args, fake);
    const tasks = await eventually(async () => {
      const names = await readdir(join(place, 'pids'));
      return names.length === 4 ? names.map(Number) : undefined;
    });
    expect(tasks.every(isRunning)).toBe(true);
    process.kill(receiver(pid), signal);
    expect(await ended).toMatchObject({ exitCode: 130, stdout: '' });
    expectClean(await ended);
    expect((await ended).stderr).toContain('Interrupted: stopping the tasks and cleaning up.');
    expect(tasks.filter(isRunning)).toEqual([]);
  });

  test('Ctrl-C ends a command that only waits for an answer, on the spot', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    const asked = once(silent, 'request');
    try {
      await once(silent, 'listening');
      const { port } = z.object({ port: z.number() }).parse(silent.address());
      const { pid, ended } = await startCommand(at('silence'), ['ls', '--endpoint', `http://127.0.0.1:${port}`]);
      await asked;
      process.kill(pid, 'SIGINT');
      expect(await ended).toMatchObject({ exitCode: 130, stdout: '', stderr: 'Interrupted.\n' });
      expectClean(await ended);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  test('--keep-work keeps plan, segments and logs', async () => {
    const ended = await runCommand(at('kept'), ['run', clip, '--segment-seconds', '1', '--keep-work']);
    expect(ended.exitCode).toBe(0);
    expectClean(ended);
    expect(ended.stdout).toContain('\n  out/plain.work\n');
    const kept = await readdir(at('kept/out/plain.work'), { recursive: true });
    expect(kept.sort()).toEqual([
      ...['concatenation.json', 'key-frames.json', 'plan.json', 'segments', 'segments.json'],
      ...[0, 1, 2].flatMap((index) =>
        ['fused.json', 'gray.mp4', 'motion.ndjson'].map((ending) => `segments/0000${index}.${ending}`),
      ),
      'tasks.log',
    ]);
    const log = await readFile(at('kept/out/plain.work/tasks.log'), 'utf8');
    expect(log.match(/"message":"segment finished"/g)).toHaveLength(3);
    expect(log).toContain('"message":"segments joined"');
    expect(log).not.toContain('X-Amz-Signature');
  });

  test('--roi: only motion within the region counts, by relative coordinates', async () => {
    const squares = await twoSquaresClip(at('squares.mp4'));
    const boxesOf = async (name: string, roi: string[]) => {
      const ended = await runCommand(at(name), ['run', squares, '--kernels', 'motion', ...roi]);
      expect(ended.exitCode).toBe(0);
      expectClean(ended);
      const lines = (await readFile(at(`${name}/out/squares.motion-frames.ndjson`), 'utf8')).trimEnd().split('\n');
      return lines.flatMap((line) => MotionFrame.parse(JSON.parse(line)).boxes);
    };
    const left = ([, , x1]: number[]) => x1! <= 0.5;
    const right = ([x0]: number[]) => x0! >= 0.5;
    const everywhere = await boxesOf('everywhere', []);
    expect(everywhere.some(left)).toBe(true);
    expect(everywhere.some(right)).toBe(true);
    const inRegion = await boxesOf('region', ['--roi', '0.5,0 1,0 1,1 0.5,1']);
    expect(inRegion.length).toBeGreaterThan(20);
    expect(inRegion.every(right)).toBe(true);
    // Two regions are their union.
    const inBoth = await boxesOf('regions', ['--roi', '0,0 0.5,0 0.5,1 0,1', '--roi', '0.5,0 1,0 1,1 0.5,1']);
    expect(inBoth).toEqual(everywhere);
  });
});

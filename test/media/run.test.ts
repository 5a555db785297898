import type { Readable } from 'node:stream';
import { readFrames } from '../../media/read-frames';
import { ProcessFailed, run, runForText } from '../../media/run';

const node = process.execPath;
/** A child that runs the given JavaScript; Node itself is the program, so that nothing else has to be installed. */
const script = (code: string, ...args: string[]) => ['-e', code, '--', ...args];

/** Stays until it is killed, and says its process id first. */
const staying = script('process.stdout.write(String(process.pid)); setInterval(() => {}, 1e6)');

/** Waits until no process has the id any more. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Reads a child's process id, then calls. */
const once = (call: (pid: number) => void) => async (pipe: (fd: number) => Readable) => {
  for await (const chunk of pipe(1)) call(Number(String(chunk)));
};

async function failureOf(running: Promise<unknown>): Promise<unknown> {
  try {
    await running;
  } catch (error) {
    return error;
  }
  throw new Error('It didn’t fail');
}

describe('run', () => {
  test('tells the command, and the last lines of standard error', async () => {
    const code = 'for (let i = 1; i <= 25; i += 1) console.error(i % 5 ? "line " + i : " ")';
    const { command, stderr, durationSeconds } = await run(node, script(code, 'argument'));
    expect(command).toBe(`${node} -e ${code} -- argument`);
    // Of 25 lines 5 are empty and aren't kept.
    expect(stderr).toEqual(Array.from({ length: 25 }, (_, line) => `line ${line + 1}`).filter((line) => !/[05]$/.test(line))); // prettier-ignore
    expect(durationSeconds).toBeGreaterThan(0);
  });

  test('keeps no more than twenty lines', async () => {
    const { stderr } = await run(node, script('for (let i = 1; i <= 1000; i += 1) console.error("line " + i)'));
    expect(stderr).toEqual(Array.from({ length: 20 }, (_, line) => `line ${981 + line}`));
  });

  test('lines about the ends of a source’s windows aren’t kept: ffmpeg goes on there', async () => {
    const lines = [
      '[http @ 0x55d0c8a3b2c0] Stream ends prematurely at 131072, should be 5000000',
      '[http @ 0x7f1e4c00a0] Will reconnect at 131072 in 0 second(s), error=End of file.',
      '[http @ 0x55d0c8a3b2c0] HTTP error 403 Forbidden',
      'clip.mp4: Stream ends prematurely at 7',
      '[h264 @ 0x55d0c8a3b2c0] Stream ends prematurely at 7',
      'Will reconnect at dawn',
    ];
    const { stderr } = await run(node, script(`for (const line of ${JSON.stringify(lines)}) console.error(line)`));
    expect(stderr).toEqual(lines.slice(2));
  });

  test('the environment is handed on, but without glibc’s modules for character sets', async () => {
    const code = 'console.log(JSON.stringify([process.env.GCONV_PATH, process.env.PATH]))';
    // eslint-disable-next-line no-restricted-properties -- what is to be handed on
    expect(JSON.parse(await runForText(node, script(code)))).toEqual(['/nonexistent', process.env.PATH]);
  });

  test('a failed process has the shape of a finished one, and its exit code', async () => {
    const failed = await failureOf(run(node, script('console.error("no such codec"); process.exitCode = 3', 'x')));
    expect(failed).toBeInstanceOf(ProcessFailed);
    expect(failed).toMatchObject({
      name: 'ProcessFailed',
      exitCode: 3,
      exitSignal: null,
      stderr: ['no such codec'],
      command: expect.stringMatching(/ -- x$/) as string,
      message: expect.stringMatching(/^node ended with exit code 3 after \d+\.\d s: no such codec$/) as string,
    });
  });

  test('a process that is killed from outside tells the signal', async () => {
    const failed = await failureOf(
      run(node, staying, { pipes: [1], read: once((pid) => process.kill(pid, 'SIGTERM')) }),
    );
    expect(failed).toMatchObject({ exitCode: null, exitSignal: 'SIGTERM' });
    expect(String(failed)).toContain('node ended with signal SIGTERM');
  });

  test('arguments are passed as they are, with no shell between', async () => {
    const odd = ["it's", 'a b', '$HOME', '*', '', '"', '\n'];
    const text = await runForText(node, script('console.log(JSON.stringify(process.argv.slice(1)))', ...odd));
    expect(JSON.parse(text)).toEqual(odd);
  });

  test('opens the pipes that were asked for, and standard input never', async () => {
    const code = `const { writeSync, readFileSync } = require('node:fs');
      writeSync(3, 'three'); writeSync(5, 'five'); writeSync(1, 'not read, not in the way');
      console.error(readFileSync(0).length)`;
    const texts: Record<number, string> = {};
    const read = async (pipe: (fd: number) => Readable) => {
      const collect = async (fd: number) => {
        for await (const chunk of pipe(fd)) texts[fd] = (texts[fd] ?? '') + String(chunk);
      };
      await Promise.all([collect(3), collect(5)]);
    };
    const { stderr } = await run(node, script(code), { pipes: [3, 5], read });
    expect(texts).toEqual({ 3: 'three', 5: 'five' });
    expect(stderr).toEqual(['0']);
  });

  test('refuses to read a file descriptor that is no pipe', async () => {
    const read = async (pipe: (fd: number) => Readable) => {
      await pipe(4).toArray();
    };
    await expect(run(node, staying, { pipes: [5], read })).rejects.toThrow('file descriptor 4 is no pipe');
  });

  test('an abort kills the process and throws its reason', async () => {
    const stop = new AbortController();
    const reason = new Error('the task was told to stop');
    let pid = 0;
    const read = once((child) => {
      pid = child;
      stop.abort(reason);
    });
    await expect(run(node, staying, { signal: stop.signal, pipes: [1], read })).rejects.toBe(reason);
    await gone(pid);
  });

  test('what is aborted already doesn’t start', async () => {
    const reason = new Error('too late');
    const read = jest.fn(() => Promise.resolve());
    await expect(run(node, staying, { signal: AbortSignal.abort(reason), read })).rejects.toBe(reason);
    expect(read).not.toHaveBeenCalled();
  });

  test('a signal that outlives the process keeps no listener', async () => {
    const stop = new AbortController();
    const remove = jest.spyOn(stop.signal, 'removeEventListener');
    const add = jest.spyOn(stop.signal, 'addEventListener');
    await run(node, script(''), { signal: stop.signal });
    expect(remove).toHaveBeenCalledWith('abort', add.mock.calls[0]?.[1]);
  });

  test('a reader’s failure kills the process', async () => {
    let pid = 0;
    const read = once((child) => {
      pid = child;
      throw new Error('a frame has no time');
    });
    await expect(run(node, staying, { pipes: [1], read })).rejects.toThrow('a frame has no time');
    await gone(pid);
  });

  test('a program that fails in the middle of a frame: what it said, not what its reader missed', async () => {
    const code = `const { writeSync } = require('node:fs');
      writeSync(3, '0,0,0,1,8,0x0\\n'); writeSync(4, Buffer.alloc(12)); console.error('bad'); process.exit(1)`;
    const read = (pipe: (fd: number) => Readable) => readFrames(pipe(3), pipe(4), 8, () => undefined);
    const failed = run(node, script(code), { pipes: [3, 4], read });
    await expect(failed).rejects.toMatchObject({ name: 'ProcessFailed', exitCode: 1, stderr: ['bad'] });
  });

  test('a program that isn’t there is an error that names it', async () => {
    await expect(run('/no/such/ffmpeg', [])).rejects.toMatchObject({ code: 'ENOENT', path: '/no/such/ffmpeg' });
  });
});

describe('runForText', () => {
  test('returns the whole standard output, characters whole', async () => {
    const text = await runForText(node, script('process.stdout.write("ü€😀".repeat(50_000))'));
    expect(text === 'ü€😀'.repeat(50_000)).toBe(true);
  });

  test('a program that isn’t there is an error that names it', async () => {
    await expect(runForText('/no/such/ffprobe', [])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { startServices } from '../../../local/services';
import { temporaryFolder } from '../../tools';
import { isRunning } from '../processes';
import { checkout } from '../run-job';

const folder = temporaryFolder('all');
const fixture = (name: string): string => join(checkout, 'test', 'fixtures', 'asl', name);
const user = { accessKeyId: 'test', secretAccessKey: 'test' };

interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** What it has left in its folder for temporary files. */
  temporary: string[];
  isRunning: boolean;
}

interface Surroundings {
  environment?: NodeJS.Dict<string>;
  /** Called with standard output so far, whenever there is more of it. */
  onOutput?: (text: string, child: ChildProcess) => void;
}

/** Runs `framefleet asl` as its users do. */
async function asl(args: readonly string[], { environment = {}, onOutput }: Surroundings = {}): Promise<Ended> {
  const temporary = await mkdtemp(join(folder(), 'tmp-'));
  const child = spawn(process.execPath, [join(checkout, 'bin', 'framefleet.mjs'), 'asl', ...args], {
    env: { TMPDIR: temporary, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { exitCode, stdout, stderr, temporary: await readdir(temporary), isRunning: isRunning(child.pid ?? NaN) };
}

describe('framefleet asl as a command', () => {
  test('runs a definition with mocked tasks, and leaves nothing behind', async () => {
    const mocked = ['--mocks', fixture('order.mocks.json'), '--case', 'BusyThenPaid', '--fast'];
    const ended = await asl([fixture('order.asl.json'), '--input', '{"items":["cup","spoon"]}', ...mocked]);
    expect(ended).toMatchObject({ exitCode: 0, stderr: '', temporary: [] });
    expect(ended.stdout.match(/TaskFailed +ChargeCard {2}Card\.Busy: The bank is busy\.\n/g)).toHaveLength(2);
    expect(ended.stdout).toMatch(/\nSUCCEEDED\n\{/);
    // It is no terminal: no colours.
    expect(ended.stdout).not.toContain('\u001b');
  });

  test('ends with 2 when the definition isn’t valid, or the usage', async () => {
    const invalid = await asl([fixture('invalid.asl.json')]);
    expect(invalid).toMatchObject({ exitCode: 2, stdout: '', temporary: [] });
    expect(invalid.stderr).toContain('/States/First/Next');
    const wrong = await asl([fixture('boiler.asl.json'), '--case', 'Paid']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/--mocks FILE\.\nTry framefleet asl --help\.\n$/);
  });

  test('ends with 130 on Ctrl-C, the execution stopped and nothing left', async () => {
    const ended = await asl([fixture('boiler.asl.json'), '--input', '{"celsius":20}'], {
      onOutput: (text, child) => text.includes('WaitStateEntered') && child.kill('SIGINT'),
    });
    expect(ended).toMatchObject({ exitCode: 130, temporary: [], isRunning: false });
    expect(ended.stdout).toMatch(/\nABORTED: Interrupted: framefleet asl was interrupted\n$/);
  });

  test('ends quietly when nobody reads on, as head does', async () => {
    const endless = join(folder(), 'endless.asl.json');
    await writeFile(endless, JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 1, Next: 'A' } } }));
    const ended = await asl([endless, '--fast'], { onOutput: (_, child) => child.stdout?.destroy() });
    expect(ended).toMatchObject({ exitCode: 130, stderr: '', temporary: [] });
  });

  test('runs against another endpoint, and takes its machine away again', async () => {
    const program = join(checkout, 'dist', 'container.cjs');
    const services = await startServices({ root: await mkdtemp(join(folder(), 'other-')), program, user });
    const { endpoint, region } = services.clientsOf('user');
    const client = new SFNClient(services.clientsOf('user'));
    try {
      const ended = await asl([fixture('boiler.asl.json'), '--input', '{"celsius":90}', '--endpoint', endpoint], {
        environment: {
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: user.accessKeyId,
          AWS_SECRET_ACCESS_KEY: user.secretAccessKey,
        },
      });
      expect(ended).toMatchObject({ exitCode: 1, stderr: '' });
      expect(ended.stdout).toMatch(/\nFAILED: Boiler\.TooHot: Above 80 °C: call somebody\.\n$/);
      const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
      expect(stateMachines).toEqual([]);
    } finally {
      client.destroy();
      await services.stop();
    }
  });
});

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownCredentials } from '../local/identity';
import { openConsole } from '../local/console/console';
import { consolePath } from '../local/console/routes';
import { EndpointError } from '../local/endpoint-error';
import { FolderInUse, lockFolder } from '../local/lock-folder';
import { type RunningServices, startServices } from '../local/services';
import { startStack } from '../local/stack';
import type { Surroundings } from '../media/locate';
import { readMocks } from './asl-mocks';
import { makeFolder } from './check-paths';
import { consoleActions } from './console-actions';
import { readFaults, showFaults } from './read-faults';
import type { Terminal } from './run';
import { type Shown, showAsExports, showAsJson } from './show-stack';
import type { UpOptions } from './up-options';
import { UsageError, exit } from './usage-error';
import { inWorkFolder, locatePrograms } from './workplace';

/**
 * Runs the stack for other programs until it is interrupted.
 * @returns the exit code
 * @throws UsageError when nothing was started
 */
export async function up(
  options: UpOptions,
  terminal: Terminal,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  quitAtSecondInterrupt(signal);
  try {
    await inFolder(options.data, async (root) => {
      const { shown, stop } = await start(options, root, terminal, surroundings, signal);
      try {
        terminal.stdout.write(`${options.json ? showAsJson(shown) : showAsExports(shown)}\n`);
        warnOfStrangers(options.host, terminal);
        if (!options.json)
          terminal.stderr.write(
            `Ready.${shown.console === undefined ? '' : ` Its console: ${shown.console}`} Ctrl-C ends it.\n`,
          );
        await aborted(signal);
      } finally {
        await stop();
      }
    });
  } catch (error) {
    if (error instanceof EndpointError || error instanceof FolderInUse) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
  return exit.succeeded;
}

/** In a folder that is kept, and kept for one at a time; or in one that is gone afterwards. */
async function inFolder(data: string | undefined, work: (root: string) => Promise<void>): Promise<void> {
  if (data === undefined) return inWorkFolder(tmpdir(), work);
  await makeFolder(data, '--data');
  const unlock = await lockFolder(data);
  try {
    await work(data);
  } finally {
    await unlock();
  }
}

async function start(
  options: UpOptions,
  root: string,
  terminal: Terminal,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<{ shown: Shown; stop: () => Promise<void> }> {
  const mocks = options.mocks === undefined ? undefined : await readMocks(options.mocks);
  const services = {
    root,
    ...(mocks === undefined ? {} : { mocks }),
    durable: options.data !== undefined,
    program: join(__dirname, 'container.cjs'),
    address: { host: options.host, port: options.port },
    user: knownCredentials,
    ...(options.lambdaEndpoint === undefined ? {} : { lambdaEndpoint: options.lambdaEndpoint }),
    ...(options.faults === undefined ? {} : { faults: await readFaults(options.faults) }),
  };
  const stopped = async ({ stop, faults }: Pick<RunningServices, 'stop' | 'faults'>) => {
    await stop();
    if (faults && !options.json) terminal.stderr.write(`${showFaults(faults.injected)}\n`);
  };
  if (options.empty) {
    const empty = await startServices(services);
    return { shown: { clients: empty.clientsOf('user') }, stop: () => stopped(empty) };
  }
  const { webhook, webhookKey: key } = options;
  const { ffmpeg, ffprobe } = await locatePrograms(surroundings, terminal, options.json, signal);
  const stack = await startStack({
    ...services,
    ffmpegPath: ffmpeg.path,
    ffprobePath: ffprobe.path,
    // Here a state more costs nothing.
    policy: { progressEvents: true },
    ...(webhook === undefined ? {} : { webhook: { url: webhook, ...(key === undefined ? {} : { key }) } }),
  });
  const page = join(__dirname, 'pages', 'console.html');
  const webConsole = openConsole({ stack, host: options.host, page, ...consoleActions(stack, signal) });
  stack.mount(consolePath, webConsole.handle);
  const stop = async () => {
    await stopped(stack);
    webConsole.close();
  };
  return {
    shown: { clients: stack.clients, pipeline: stack, console: `${stack.clients.endpoint}${consolePath}/` },
    stop,
  };
}

/** Their key is known to everyone, so that whoever reaches the address may do everything. */
function warnOfStrangers(host: string, { stderr }: Terminal): void {
  if (/^(127\.|::1$|localhost$)/.test(host)) return;
  stderr.write(
    `Everyone who reaches ${host} can read and change all of it: its access key is test, and its console asks for none.\n`,
  );
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    // A pending promise alone doesn't keep the process alive; the endpoint does.
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** npm passes a Ctrl-C on that the terminal has sent to the command, too: within these milliseconds both are one. */
const sameInterrupt = 500;

function quitAtSecondInterrupt(signal: AbortSignal): void {
  signal.addEventListener('abort', () => {
    const first = Date.now();
    const quit = () => {
      if (Date.now() - first > sameInterrupt) process.exit(exit.interrupted);
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, quit);
  });
}

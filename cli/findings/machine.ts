import { connect } from 'node:net';
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { knownCredentials, region } from '../../local/identity';
import { type Surroundings, locateFfmpeg, locateFfprobe } from '../../media/locate';
import { type Finding, look, ok, warning, wrong } from './finding';

/** package.json's engines. */
const oldestNode = 20;
/** Where framefleet up listens unless it is told otherwise. */
export const usualPort = 4566;

/** What runs on this machine, and what it has. */
export async function examineMachine(
  surroundings: Surroundings,
  nodeVersion: string,
  port: number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings = await Promise.all([
    look('node', () => Promise.resolve(judgeNode(nodeVersion))),
    examinePrograms(surroundings, signal),
    look('framefleet up', () => examinePort(port)),
  ]);
  return findings.flat();
}

export function judgeNode(version: string): Finding {
  const major = Number(/^v?(\d+)/.exec(version)?.[1]);
  return major >= oldestNode
    ? ok('node', version)
    : wrong('node', `${version} is older than ${oldestNode}`, `install Node ${oldestNode} or newer`);
}

/** Only what runs here needs them: tasks on AWS have their own. */
async function examinePrograms(surroundings: Surroundings, signal: AbortSignal): Promise<Finding[]> {
  const found = await Promise.all(
    ([locateFfmpeg, locateFfprobe] as const).map(async (locate, index) => {
      const about = index === 0 ? 'ffmpeg' : 'ffprobe';
      try {
        const { path, version, foundBy } = await locate(surroundings, signal);
        const proven = index === 0 ? '; it has encoded with libx264' : '';
        return ok(about, `${version}, ${path} (${foundBy})${proven}`);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const [why = '', remedy = 'install it'] = message.split(/(?<=\.) (?=Install )/);
        return wrong(about, why, remedy.replace(/\.$/, ''));
      }
    }),
  );
  return found;
}

async function examinePort(port: number): Promise<Finding> {
  const about = 'framefleet up';
  const endpoint = `http://127.0.0.1:${port}`;
  if (!(await answers(port))) return ok(about, `doesn't run at ${endpoint}; the port is free`);
  const sts = new STSClient({ endpoint, region, credentials: knownCredentials, maxAttempts: 1 });
  try {
    await sts.send(new GetCallerIdentityCommand({}));
    return ok(about, `an AWS answers at ${endpoint} to the key that framefleet up prints`);
  } catch (error) {
    const why = error instanceof Error ? error.name : String(error);
    const found = `something else listens at ${endpoint} (${why})`;
    return warning(about, found, 'end it, or give framefleet up another port with --port');
  } finally {
    sts.destroy();
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const tell = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });

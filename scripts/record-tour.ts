import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { locateFfmpeg, packagePathOf } from '../media/locate';
import { makeFootage } from './make-footage';
import { photographTour } from './photograph-tour';

/**
 * Walks through the README's tour as a new user would, and writes down what was really typed and answered: docs/tour.md, and its
 * pictures in docs/pictures/. Needs a Chromium: CHROMIUM_PATH=/usr/bin/chromium npm run tour
 */
const root = join(__dirname, '..');
const command = join(root, 'bin', 'framefleet.mjs');

const Ready = z.object({
  endpoint: z.string(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});

interface Answer {
  typed: string;
  output: string;
}

/** Types a command in the folder of the tour, and keeps what comes of it, the progress on standard error included. */
function type(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => {
      const typed = `npx framefleet ${words.join(' ')}`;
      if (code === 0) resolve({ typed, output: output.replaceAll(cwd, '~') });
      else reject(new Error(`${typed} ended with ${code}:\n${output}`));
    });
  });
}

async function startStack(folder: string, env: NodeJS.ProcessEnv): Promise<{ ready: z.infer<typeof Ready>; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [command, 'up', '--port', '0', '--data', join(folder, 'state'), '--json'], {
    ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    void ended.then(() => reject(new Error('framefleet up has ended before it was ready.')));
  });
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
  };
  return { ready: Ready.parse(JSON.parse(line)), stop };
}

async function main(): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- handed on to the command, and to nothing else
  const surroundings = process.env;
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-tour-'));
  const pictures = join(root, 'docs', 'pictures');
  await mkdir(pictures, { recursive: true });
  try {
    const ffmpeg = await locateFfmpeg({ variables: surroundings, packagePath: packagePathOf });
    await makeFootage(ffmpeg, join(folder, 'footage'));
    const { ready, stop } = await startStack(folder, surroundings);
    try {
      const env = {
        ...surroundings,
        AWS_ENDPOINT_URL: ready.endpoint,
        AWS_REGION: ready.region,
        AWS_ACCESS_KEY_ID: ready.accessKeyId,
        AWS_SECRET_ACCESS_KEY: ready.secretAccessKey,
      };
      const answers: Answer[] = [];
      const tell = async (...words: string[]) => {
        const answer = await type(words, folder, env);
        answers.push(answer);
        return answer;
      };
      await tell('submit', 'footage', '--segment-seconds', '4', '--follow');
      await tell('ls');
      await tell('cost', '--by', 'job');
      await tell('get', '--all');
      await photographTour({ endpoint: ready.endpoint, folder, pictures, chromiumPath: surroundings['CHROMIUM_PATH'] });
      await writeFile(join(root, 'docs', 'tour.md'), await page(answers));
    } finally {
      await stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const page = async (answers: readonly Answer[]): Promise<string> => {
  const frame = await readFile(join(root, 'scripts', 'tour.template.md'), 'utf8');
  const blocks = answers.map(({ typed, output }) => ['```console', `$ ${typed}`, output.trimEnd(), '```'].join('\n'));
  return blocks.reduce((text, block, index) => text.replace(`<!-- ${index + 1} -->`, () => block), frame);
};

void main();

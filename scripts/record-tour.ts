import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
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
  /** Both streams, as they came. */
  output: string;
  /** Of standard output alone: the ids of jobs that stand at the beginning of a line. */
  jobIds: string[];
}

/** Types a command in the folder of the tour. */
function type(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv, expectedCode: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, results] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      results += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const typed = `npx framefleet ${words.join(' ')}`;
      const jobIds = [...results.matchAll(/^[0-9a-f]{64}(?= )/gm)].map(([id]) => id);
      if (code === expectedCode) resolve({ typed, output: output.replaceAll(cwd, '~'), jobIds });
      else reject(new Error(`${typed} ended with ${code}, not with ${expectedCode}:\n${output}`));
    });
  });
}

async function startStack(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<{ ready: z.infer<typeof Ready>; stop: () => Promise<void> }> {
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
  const chromiumPath = surroundings['CHROMIUM_PATH'];
  if (chromiumPath === undefined)
    throw new Error('Say where Chromium is: CHROMIUM_PATH=/usr/bin/chromium npm run tour');
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-tour-'));
  const pictures = join(root, 'docs', 'pictures');
  await mkdir(pictures, { recursive: true });
  try {
    const ffmpeg = await locateFfmpeg({ variables: surroundings, packagePath: packagePathOf });
    await makeFootage(ffmpeg, join(folder, 'footage'));
    await writeFile(join(folder, 'broken.mp4'), 'This is no video.');
    const { ready, stop } = await startStack(folder, surroundings);
    try {
      const env = {
        ...surroundings,
        AWS_ENDPOINT_URL: ready.endpoint,
        AWS_REGION: ready.region,
        AWS_ACCESS_KEY_ID: ready.accessKeyId,
        AWS_SECRET_ACCESS_KEY: ready.secretAccessKey,
      };
      const answers = await walk((words, code = 0) => type(words, folder, env, code));
      await photographTour({ endpoint: ready.endpoint, folder, pictures, chromiumPath });
      const text = await readFile(join(root, 'scripts', 'tour.template.md'), 'utf8');
      await writeFile(join(root, 'docs', 'tour.md'), fill(text, answers));
      const readme = join(root, 'README.md');
      await writeFile(readme, replaceExcerpt(await readFile(readme, 'utf8'), answers));
    } finally {
      await stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is typed, in order, by the names that the template has for it. */
async function walk(
  typing: (words: readonly string[], code?: number) => Promise<Answer>,
): Promise<Map<string, Answer>> {
  const cut = ['--segment-seconds', '4'];
  const estimate = await typing(['estimate', 'footage/gate.mp4', ...cut]);
  const submit = await typing(['submit', 'footage', ...cut, '--follow']);
  const ids = submit.jobIds.map((id) => id.slice(0, 8));
  const [gate = ''] = ids;
  const ls = await typing(['ls']);
  const get = await typing(['get', ...ids]);
  const again = await typing(['get', ...ids]);
  const cost = await typing(['cost', gate]);
  await typing(['regions', '--out', 'regions.html']);
  const failed = await typing(['submit', 'broken.mp4', '--follow'], 1);
  const status = await typing(['status', (failed.jobIds[0] ?? '').slice(0, 8)]);
  return new Map(Object.entries({ estimate, submit, ls, get, again, cost, failed, status }));
}

const read = (answers: ReadonlyMap<string, Answer>, name: string): Answer => {
  const answer = answers.get(name);
  if (!answer) throw new Error(`Nothing was typed that is called ${name}.`);
  return answer;
};

const fill = (template: string, answers: ReadonlyMap<string, Answer>): string =>
  template.replace(/<!-- (\w+) -->/g, (_, name: string) => {
    const answer = read(answers, name);
    return ['```console', `$ ${answer.typed}`, answer.output.trimEnd(), '```'].join('\n');
  });

/** What the README shows of each answer: so many of its last lines. */
const excerpt = { submit: 5, ls: 6, get: 1, again: 1 };

/** The README has an excerpt between two comments. */
function replaceExcerpt(readme: string, answers: ReadonlyMap<string, Answer>): string {
  const said = Object.entries(excerpt).flatMap(([name, count]) => {
    const { typed, output } = read(answers, name);
    const lines = output.trimEnd().split('\n');
    return [`$ ${typed}`, ...(lines.length > count ? ['…'] : []), ...lines.slice(-count)];
  });
  const [begin, end] = ['<!-- tour -->\n', '<!-- end of tour -->'];
  const [before = '', rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`README.md has no place for the tour, ${begin}…${end}`);
  return `${before}${begin}\n${['```console', ...said, '```'].join('\n')}\n\n${end}${after}`;
}

void main();

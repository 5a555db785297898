import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { runAsl } from '../../cli/asl';
import { parseAslOptions } from '../../cli/asl-options';
import { temporaryFolder } from '../tools';

const fixture = (name: string): string => join(__dirname, '..', 'fixtures', 'asl', name);
const order = fixture('order.asl.json');
const mocks = fixture('order.mocks.json');
const folder = temporaryFolder('all');
const items = JSON.stringify({ items: ['cup', 'spoon'] });

interface Ended {
  /** Undefined when the command threw. */
  exitCode: number | undefined;
  thrown: unknown;
  stdout: string;
  stderr: string;
}

/** Runs `framefleet asl` in this process. */
async function asl(
  path: string,
  typed: object,
  { stdin = '', onOutput }: { stdin?: string; onOutput?: (text: string, stop: () => void) => void } = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const interrupted = new AbortController();
  const collect = (name: 'stdout' | 'stderr') =>
    new PassThrough({ encoding: 'utf8' }).on('data', (text: string) => {
      written[name] += text;
      onOutput?.(written[name], () => interrupted.abort(new Error('interrupted')));
    });
  const terminal = { stdin: Readable.from([stdin]), stdout: collect('stdout'), stderr: collect('stderr') };
  const ended = await runAsl(path, parseAslOptions(typed), terminal, interrupted.signal).then(
    (exitCode) => ({ exitCode, thrown: undefined }),
    (thrown: unknown) => ({ exitCode: undefined, thrown }),
  );
  // What was written last is still on its way through the streams.
  await new Promise((resolve) => setImmediate(resolve));
  return { ...ended, ...written };
}

/** Types and states of the lines of a history. */
const linesOf = (stdout: string): string[] =>
  stdout.split('\n').flatMap((line) => {
    const [, type, said = ''] = /^ *[\d.]+ +\d+ <- \d+ +(\w+) *(.*)$/.exec(line) ?? [];
    return type === undefined ? [] : [`${type} ${said.split('  ')[0] ?? ''}`.trim()];
  });

const Printed = z.object({
  status: z.string(),
  output: z.unknown().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  executionArn: z.string(),
  events: z.array(z.looseObject({ id: z.number(), type: z.string() })),
});

describe('a definition that needs no service', () => {
  test('is run, its history and its output are shown', async () => {
    const { exitCode, stdout, stderr } = await asl(fixture('boiler.asl.json'), { input: '{"celsius":20}', fast: true });
    expect(exitCode).toBe(0);
    expect(linesOf(stdout)).toEqual([
      'ExecutionStarted {"celsius":20}',
      ...['ChoiceStateEntered Judge', 'ChoiceStateExited Judge'],
      ...['WaitStateEntered LetCool', 'WaitStateExited LetCool'],
      ...['PassStateEntered Fine', 'PassStateExited Fine'],
      'ExecutionSucceeded {"verdict":"20 °C is fine"}',
    ]);
    expect(stdout).toMatch(/ 600\.\d{3} +5 <- 4 +WaitStateExited/);
    expect(stdout).toMatch(/\nSUCCEEDED\n\{\n {2}"verdict": "20 °C is fine"\n\}\n$/);
    expect(stderr).toBe('');
  });

  test('that fails is told in full, and ends with 1', async () => {
    const { exitCode, stdout } = await asl(fixture('boiler.asl.json'), { input: '-' }, { stdin: '{"celsius":90}' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/\nFAILED: Boiler\.TooHot: Above 80 °C: call somebody\.\n$/);
  });

  test('is stopped by an interruption', async () => {
    const { exitCode, thrown, stdout } = await asl(
      fixture('boiler.asl.json'),
      { input: '{"celsius":20}' },
      { onOutput: (text, stop) => text.includes('WaitStateEntered') && stop() },
    );
    expect(exitCode).toBeUndefined();
    expect(thrown).toMatchObject({ message: 'interrupted' });
    expect(linesOf(stdout).at(-1)).toMatch(/^ExecutionAborted/);
    expect(stdout).toMatch(/\nABORTED: Interrupted: framefleet asl was interrupted\n$/);
  });

  test('shows a history of many pages whole, each event once', async () => {
    const path = join(folder(), 'many.asl.json');
    const processor = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };
    await writeFile(
      path,
      JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Map', ItemProcessor: processor, End: true } } }),
    );
    const input = JSON.stringify(Array.from({ length: 600 }, (_, index) => index));
    const { stdout } = await asl(path, { input, json: true });
    const { events } = Printed.parse(JSON.parse(stdout));
    expect(events.length).toBeGreaterThan(2000);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe('ExecutionSucceeded');
  });

  test('is stopped by an interruption while it waits for its input', async () => {
    const stop = new AbortController();
    const terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const ended = runAsl(fixture('boiler.asl.json'), parseAslOptions({ input: '-' }), terminal, stop.signal);
    stop.abort();
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
    expect(terminal.stdin.destroyed).toBe(true);
  });

  test('is printed as one object on request', async () => {
    const { exitCode, stdout } = await asl(fixture('boiler.asl.json'), { input: '{"celsius":90}', json: true });
    expect(exitCode).toBe(1);
    const printed = Printed.parse(JSON.parse(stdout));
    expect(printed).toMatchObject({ status: 'FAILED', error: 'Boiler.TooHot', cause: 'Above 80 °C: call somebody.' });
    expect(printed.executionArn).toMatch(/:execution:boiler:/);
    expect(printed.events.map(({ id, type }) => `${id} ${type}`)).toEqual([
      ...[
        '1 ExecutionStarted',
        '2 ChoiceStateEntered',
        '3 ChoiceStateExited',
        '4 FailStateEntered',
        '5 ExecutionFailed',
      ],
    ]);
  });
});

describe('a definition whose tasks are mocked', () => {
  const run = async (testCase: string) => {
    const { stdout, exitCode } = await asl(order, { input: items, mocks, case: testCase, fast: true, json: true });
    return { exitCode, ...Printed.parse(JSON.parse(stdout)) };
  };
  const failures = (events: readonly { type: string }[]) => events.filter(({ type }) => type === 'TaskFailed').length;

  test('succeeds, each iteration with its own answer', async () => {
    const { exitCode, output, executionArn } = await run('Paid');
    expect(output).toEqual({ items: ['cup', 'spoon'], prices: [250, 100], charge: { receipt: 'R-1' } });
    expect(exitCode).toBe(0);
    expect(executionArn).toMatch(/:execution:order:/);
  });

  test('is tried again', async () => {
    const { status, output, events } = await run('BusyThenPaid');
    expect({ status, output }).toMatchObject({ status: 'SUCCEEDED', output: { charge: { receipt: 'R-2' } } });
    expect(failures(events)).toBe(2);
  });

  test('fails by its Catch', async () => {
    expect(await run('Refused')).toMatchObject({ exitCode: 1, error: 'Order.Refused', cause: 'The card has expired.' });
  });

  test('takes the only machine that has the test case, unless told which', async () => {
    const typed = { input: items, mocks, case: 'Paid' };
    const path = join(folder(), 'copy.json');
    await writeFile(path, JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }));
    expect(await asl(path, typed)).toMatchObject({ exitCode: 0 });
    const { thrown } = await asl(path, { ...typed, name: 'copy' });
    expect(thrown).toMatchObject({
      name: 'UsageError',
      message: `--case "Paid": the machine "copy" has no such test case in "${mocks}". Choose the machine with --name; test cases there: order (Paid, BusyThenPaid, Refused).`,
    });
  });
});

test('functions are invoked at the Lambda endpoint', async () => {
  const answers: Readonly<Record<string, object>> = { 'price-item': { cents: 5 }, 'charge-card': { receipt: 'R-7' } };
  const server = createServer((request, response) => {
    const name = /\/functions\/([\w-]+)\/invocations$/.exec(request.url ?? '')?.[1] ?? '';
    request.resume().on('end', () => response.end(JSON.stringify(answers[name] ?? null)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const typed = { input: '-', lambdaEndpoint: `127.0.0.1:${port}`, fast: true, json: true };
    const { exitCode, stdout, stderr } = await asl(order, typed, { stdin: items });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(Printed.parse(JSON.parse(stdout)).output).toMatchObject({ prices: [5, 5], charge: { receipt: 'R-7' } });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('functions that nobody answers for are named, with what to do', async () => {
  const { exitCode, stderr } = await asl(order, { input: items });
  expect(exitCode).toBe(1);
  expect(stderr).toBe(`Nobody answers here for the functions charge-card, price-item.
Say who does with --lambda-endpoint URL (such as sam local start-lambda), or what they answer with --mocks FILE --case NAME.
`);
});

describe('nothing is started', () => {
  test('of a definition that isn’t valid: everything wrong with it is told, with its place', async () => {
    const path = fixture('invalid.asl.json');
    const { exitCode, stdout, stderr } = await asl(path, {});
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith(`${path} at /`)).length).toBeGreaterThanOrEqual(2);
    expect(stderr).toContain(`${path} at /States/First/Next: `);
    expect(stderr).toContain('Secnod');
  });

  test('when only the definition shall be checked', async () => {
    expect(await asl(order, { validate: true })).toMatchObject({
      exitCode: 0,
      stdout: `${order} is valid.\n`,
      stderr: '',
    });
    const { exitCode, stdout } = await asl(fixture('invalid.asl.json'), { validate: true, json: true });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ result: 'FAIL' });
  });

  test.each([
    [
      'an input that is no JSON',
      { input: 'celsius=20' },
      /^--input "celsius=20" is no JSON: .* Give JSON, @file, or -/,
    ],
    ['an input that isn’t there', { input: '@none.json' }, /^--input "@none\.json" can't be read: /],
    ['mocks that aren’t there', { mocks: 'none.json', case: 'A' }, /^--mocks "none\.json" can't be read: /],
    ['mocks that can’t be followed', { mocks: order, case: 'A' }, /order\.asl\.json at \/StateMachines: /],
    ['an input that is too large', { input: JSON.stringify('x'.repeat(300_000)) }, /^Step Functions refused: .*nput/],
    [
      'nobody at the endpoint',
      { endpoint: 'http://127.0.0.1:9' },
      /^Step Functions couldn't be asked: .* AWS_ACCESS_KEY_ID/,
    ],
  ])('with %s', async (_, typed, message) => {
    const { thrown, stdout } = await asl(fixture('boiler.asl.json'), typed);
    expect(thrown).toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) as string });
    expect(stdout).toBe('');
  });
});

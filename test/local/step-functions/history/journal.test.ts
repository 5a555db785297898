import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod';
import {
  DeleteStateMachineCommand,
  ListStateMachinesCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sfn';
import { Journal, journalPath } from '../../../../local/step-functions/history/journal';
import { Crashes, describe as describeExecution, Worker } from '../crash';
import { only, work } from '../engine';

const Line = z.looseObject({ kind: z.string() });
const recordsIn = (folder: string) =>
  readFileSync(journalPath(folder), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Line.parse(JSON.parse(line)));

describe('the journal', () => {
  let crashes: Crashes;
  beforeEach(() => void (crashes = new Crashes()));
  afterEach(() => crashes.end());

  test('writes what happens in one turn before the next but one', async () => {
    const folder = join(crashes.folder(), 'made', 'when-missing');
    const journal = Journal.open(folder, [{ kind: 'deleted', arn: 'first' }]);
    expect(recordsIn(folder)).toEqual([{ kind: 'deleted', arn: 'first' }]);
    journal.write({ kind: 'deleted', arn: 'second' });
    journal.write({ kind: 'deleted', arn: 'third' });
    await nextTurn();
    await nextTurn();
    expect(recordsIn(folder)).toHaveLength(3);
    journal.write({ kind: 'deleted', arn: 'last' });
    journal.close();
    expect(recordsIn(folder).at(-1)).toEqual({ kind: 'deleted', arn: 'last' });
    expect(readdirSync(folder)).toEqual(['journal.jsonl']);
  });

  test('has every event while the execution runs, not only at its end', async () => {
    const folder = crashes.folder();
    const worker = new Worker([1]);
    const engine = await crashes.start({ folder, integrations: { [work]: worker.integration } });
    const executionArn = await engine.begin(only({ Type: 'Task', Resource: work }), 1);
    await worker.reached;
    const copied = recordsIn(await crashes.copyOf(folder));
    const events = await engine.history(executionArn);
    expect(copied.filter(({ kind }) => kind === 'event')).toHaveLength(events.length);
    expect(copied.some(({ kind }) => kind === 'ended')).toBe(false);
  });

  test('is rewritten at the start without what was superseded', async () => {
    const folder = crashes.folder();
    const engine = await crashes.start({ folder });
    const kept = await engine.create(only({ Type: 'Pass' }));
    for (let n = 0; n < 5; n++) {
      await engine.client.send(new TagResourceCommand({ resourceArn: kept, tags: [{ key: 'n', value: String(n) }] }));
      await engine.client.send(new UntagResourceCommand({ resourceArn: kept, tagKeys: ['n'] }));
    }
    const gone = await engine.create(only({ Type: 'Pass' }));
    await engine.client.send(new DeleteStateMachineCommand({ stateMachineArn: gone }));
    const { executionArn } = await engine.run(only({ Type: 'Pass' }), 'x');
    const before = await crashes.copyOf(folder);
    const count = (of: string, kind: string) => recordsIn(of).filter((record) => record.kind === kind).length;
    expect([count(before, 'machine'), count(before, 'deleted')]).toEqual([13, 1]);

    const after = await crashes.copyOf(folder);
    const second = await crashes.start({ folder: after });
    expect([count(after, 'machine'), count(after, 'deleted')]).toEqual([2, 0]);
    expect(count(after, 'event')).toBe(count(before, 'event'));
    // What it was rewritten as says the same again.
    const third = await crashes.start({ folder: await crashes.copyOf(after) });
    for (const later of [second, third]) {
      const { stateMachines } = await later.client.send(new ListStateMachinesCommand({}));
      expect(stateMachines!.map(({ name }) => name)).toEqual(['machine-1', 'machine-3']);
      expect(await later.history(executionArn)).toEqual(await engine.history(executionArn));
      expect((await describeExecution(later, executionArn)).output).toBe('"x"');
    }
  });

  test('leaves out a last line that was torn, also within a letter', async () => {
    const folder = crashes.folder();
    const engine = await crashes.start({ folder });
    const { executionArn } = await engine.run(only({ Type: 'Pass' }), 'ä'.repeat(50));
    const whole = readFileSync(journalPath(await crashes.copyOf(folder)));
    const entered = whole.indexOf('"type":"PassStateEntered"');
    for (const end of [whole.indexOf('ä', entered) + 1, entered, whole.lastIndexOf('\n', entered) + 1]) {
      const torn = crashes.folder();
      writeFileSync(journalPath(torn), whole.subarray(0, end));
      const second = await crashes.start({ folder: torn });
      expect((await describeExecution(second, executionArn)).status).toBe('ABORTED');
      expect((await second.history(executionArn)).map(({ type }) => type)).toEqual([
        'ExecutionStarted',
        'ExecutionAborted',
      ]);
    }
  });

  test.each([
    ['no JSON', '{"kind":\n', 2],
    ['no record', '{"kind":"unknown"}\n', 2],
    ['a definition that is none', '{"kind":"revision","machineArn":"m","id":"r","text":"{}","roleArn":"r"}\n', 2],
  ])('refuses a line that is %s, and says which', async (_, line, number) => {
    const folder = crashes.folder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(journalPath(folder), `{"kind":"deleted","arn":"a"}\n${line}`);
    await expect(crashes.start({ folder })).rejects.toMatchObject({
      name: 'UnreadableJournal',
      message: expect.stringContaining(`Line ${number} of ${journalPath(folder)}`) as string,
    });
  });
});

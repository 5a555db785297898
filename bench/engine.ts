/**
 * What the embedded Step Functions costs: a distributed Map of 10,000 no-op tasks, 1,000 executions at once, and an execution
 * that fills its history. Ratios are against the least that could be done: to write the same events as JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createStepFunctions, type EndedExecution, type StepFunctions } from '../local/step-functions/server';

const account = '000000000000';
const region = 'us-east-1';
const roleArn = `arn:aws:iam::${account}:role/bench`;
const noOp = 'arn:aws:states:::bench:noOp';

interface Measured {
  name: string;
  count: number;
  unit: string;
  milliseconds: number;
  /** Of the event loop, in milliseconds. */
  longestBlock: number;
  /** Resident, in bytes, at its highest. */
  peakMemory: number;
  status: string;
}

class Bench {
  readonly #ended = new Map<string, (execution: EndedExecution) => void>();
  readonly engine: StepFunctions;

  constructor() {
    this.engine = createStepFunctions({
      region,
      account,
      integrations: { [noOp]: () => Promise.resolve({}) },
      objects: {
        read: () => Promise.reject(new Error('no objects')),
        list: () => Promise.reject(new Error('no objects')),
        write: () => Promise.reject(new Error('no objects')),
      },
      onExecutionEnded: (execution) => this.#ended.get(execution.executionArn)?.(execution),
    });
  }

  run(stateMachineArn: string, input: string): Promise<EndedExecution> {
    const executionArn = this.engine.startExecution({ stateMachineArn, input });
    return new Promise((resolve) => this.#ended.set(executionArn, resolve));
  }

  machine(name: string, definition: object): string {
    return this.engine.createStateMachine({ name, definition: JSON.stringify(definition), roleArn });
  }
}

async function measure(name: string, count: number, unit: string, work: () => Promise<string>): Promise<Measured> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  let peakMemory = process.memoryUsage().rss;
  const watch = setInterval(() => (peakMemory = Math.max(peakMemory, process.memoryUsage().rss)), 10);
  // So that the watch's first turn, and the compiler's, aren't counted.
  await new Promise((resolve) => setTimeout(resolve, 50));
  delays.enable();
  const began = performance.now();
  const status = await work();
  const milliseconds = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 5));
  delays.disable();
  clearInterval(watch);
  peakMemory = Math.max(peakMemory, process.memoryUsage().rss);
  return { name, count, unit, milliseconds, longestBlock: delays.max / 1e6, peakMemory, status };
}

const task = { Type: 'Task', Resource: noOp, End: true };

async function distributedMap(items: number): Promise<Measured> {
  const bench = new Bench();
  const arn = bench.machine('map', {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'Work', States: { Work: task } },
        End: true,
      },
    },
  });
  const input = JSON.stringify(Array.from({ length: items }, (_, index) => ({ index })));
  return measure('distributed Map of no-op tasks', items, 'item', async () => (await bench.run(arn, input)).status);
}

async function manyExecutions(count: number): Promise<Measured> {
  const bench = new Bench();
  const arn = bench.machine('many', {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Work' }, Work: task },
  });
  return measure('executions at once, each waiting 1 s', count, 'execution', async () => {
    const begun: Promise<EndedExecution>[] = [];
    while (begun.length < count) {
      // As requests come: a few in a turn of the event loop.
      for (let started = 0; started < 20; started++) begun.push(bench.run(arn, '{}'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return [...new Set((await Promise.all(begun)).map(({ status }) => status))].join(', ');
  });
}

async function fullHistory(): Promise<Measured> {
  const bench = new Bench();
  const arn = bench.machine('full', {
    StartAt: 'Again',
    States: { Again: { Type: 'Pass', Next: 'And' }, And: { Type: 'Pass', Next: 'Again' } },
  });
  return measure('events until the history is full', 25_000, 'event', async () => {
    const { status, error } = await bench.run(arn, '{}');
    return `${status} ${error ?? ''}`;
  });
}

/** The same five events an item, written as JSON and read again. */
function reference(items: number): number {
  const event = { id: 1, previousEventId: 0, type: 'TaskStateEntered', timestamp: 0, stateEnteredEventDetails: { name: 'Work', input: '{"index":0}', inputDetails: { truncated: false } } }; // prettier-ignore
  const began = performance.now();
  let length = 0;
  for (let index = 0; index < items * 7; index++) {
    length += JSON.stringify(JSON.parse(JSON.stringify({ ...event, id: index }))).length;
  }
  return length > 0 ? performance.now() - began : 0;
}

async function main(): Promise<void> {
  await distributedMap(500);
  const items = 10_000;
  const least = reference(items);
  for (const measured of [await distributedMap(items), await manyExecutions(1000), await fullHistory()]) {
    const { name, count, unit, milliseconds, longestBlock, peakMemory, status } = measured;
    const each = (milliseconds / count).toFixed(3);
    process.stdout.write(
      `${String(count).padStart(6)} ${name}: ${status}, ${milliseconds.toFixed(0)} ms, ${each} ms per ${unit}, ` +
        `event loop blocked for at most ${longestBlock.toFixed(0)} ms, ${(peakMemory / 1e6).toFixed(0)} MB at most\n`,
    );
    if (unit === 'item') {
      process.stdout.write(
        `       ${(milliseconds / least).toFixed(1)} times as long as to write and read its ${items * 7} events as JSON (${least.toFixed(0)} ms)\n`,
      );
    }
  }
}

void main();

import { existsSync, readFileSync } from 'node:fs';
import type { World } from '../states/state-run';
import { Definition } from '../definition/definition';
import { Execution, type RunnableMachine } from '../executions/execution';
import { stackEnded } from '../executions/executions';
import { History } from './history';
import { type Journal, journalPath } from './journal';
import { executionRecord, endedRecord, JournalRecord, machineRecord, mapRunRecord, type ReadRecord, revisionRecord } from './journal-record'; // prettier-ignore
import { parseJson } from '../json';
import { MapRun } from '../map/map-run';
import { replayEvent } from './replay-event';
import { type Revision, runnable, type StateMachine } from '../executions/state-machine';

/** The file isn't what the engine writes. */
export class UnreadableJournal extends Error {
  override name = 'UnreadableJournal';

  constructor(path: string, line: number, cause: unknown) {
    super(
      `Line ${line} of ${path} is no record of the embedded Step Functions: ${String(cause)}. Give the stack another folder, or move this file away to begin without machines and executions.`,
      { cause },
    );
  }
}

/** What a journal tells. */
export class Past {
  readonly machines = new Map<string, StateMachine>();
  readonly executions = new Map<string, Execution>();
  readonly mapRuns = new Map<string, MapRun>();
  /** Those that have ended, and nobody may have heard of it. */
  readonly untold = new Set<Execution>();
  private readonly revisions = new Map<string, { machineArn: string; revision: Revision }>();
  private readonly frames = new Map<Execution, { frame: string; next: string | undefined }[]>();
  /** Set once there is a journal to write on. */
  journal: Journal | undefined;

  constructor(private readonly world: World) {}

  take(record: ReadRecord): void {
    switch (record.kind) {
      case 'revision':
        this.takeRevision(record);
        return;
      case 'machine':
        this.takeMachine(record);
        return;
      case 'deleted':
        this.machines.delete(record.arn);
        return;
      case 'execution':
        this.takeExecution(record);
        return;
      case 'event':
        this.takeEvent(record);
        return;
      case 'ended':
        this.takeEnd(record);
        return;
      case 'told':
        this.untold.clear();
        return;
      case 'mapRun':
        this.takeMapRun(record);
    }
  }

  private takeRevision({ machineArn, id, text, roleArn }: ReadRecord & { kind: 'revision' }): void {
    // It was checked when it was created; integrations that are gone since fail when they are called.
    const graph = Definition.parse(parseJson(text));
    this.revisions.set(id, { machineArn, revision: { id, text, graph, roleArn } });
  }

  private takeMachine(record: ReadRecord & { kind: 'machine' }): void {
    const { arn, name, type, creationDate, lastVersion } = record;
    const revision = this.revisions.get(record.revisionId)?.revision;
    if (!revision) return;
    const versions = record.versions.flatMap(({ revisionId, number, creationDate: at, description }) => {
      const published = this.revisions.get(revisionId)?.revision;
      return published ? [{ number, revision: published, creationDate: at, description }] : [];
    });
    const tags = new Map(Object.entries(record.tags));
    this.machines.set(arn, { arn, name, type, creationDate, revision, tags, versions, lastVersion });
  }

  private takeExecution(record: ReadRecord & { kind: 'execution' }): void {
    const { arn, name, input, startDate, testCase, child } = record;
    const mapRun = child && this.mapRuns.get(child.mapRunArn);
    const history = new History(
      () => this.world.clock.now(),
      (event, frame, next) => this.journal?.write({ kind: 'event', arn, event, frame, next }),
    );
    const of = child && mapRun ? { mapRun, index: child.index, itemCount: child.itemCount } : undefined;
    const machine = this.machineOf(record);
    const execution = new Execution({ arn, name, machine, input, startDate, history, testCase, child: of });
    if (of) of.mapRun.children[of.index] = execution;
    this.executions.set(arn, execution);
    this.frames.set(execution, []);
  }

  private machineOf({ machineArn, revisionId, type, versionArn }: ReadRecord & { kind: 'execution' }): RunnableMachine {
    const revision = this.revisions.get(revisionId)?.revision;
    const name = machineArn.replace(/^.*:stateMachine:/, '');
    if (!revision)
      throw new Error(`The journal has an execution of the unknown revision ${revisionId} of ${machineArn}`);
    const of = { arn: machineArn, name, type, creationDate: new Date(0), revision, tags: new Map(), versions: [], lastVersion: 0 }; // prettier-ignore
    return { ...runnable(of), versionArn };
  }

  private takeEvent({ arn, event, frame, next }: ReadRecord & { kind: 'event' }): void {
    const execution = this.executions.get(arn);
    if (!execution) return;
    if (event.type === 'ExecutionRedriven') this.takeRedrive(execution, new Date(event.timestamp * 1000));
    execution.history.take(event);
    this.frames.get(execution)?.push({ frame, next });
    replayEvent(execution.frame, event, frame, next);
  }

  private takeRedrive(execution: Execution, at: Date): void {
    execution.redrive(at);
    this.untold.delete(execution);
  }

  private takeEnd(record: ReadRecord & { kind: 'ended' }): void {
    const execution = this.executions.get(record.arn);
    if (!execution) return;
    execution.end(record, record.stopDate);
    this.untold.add(execution);
  }

  private takeMapRun(record: ReadRecord & { kind: 'mapRun' }): void {
    const { arn, parentArn, machineArn, label, startDate, concurrency, toleratedCount, toleratedPercentage } = record;
    const limits = { concurrency: concurrency ?? Infinity, toleratedCount, toleratedPercentage };
    const mapRun = this.mapRuns.get(arn) ?? new MapRun(arn, parentArn, machineArn, label, startDate, limits);
    mapRun.status = record.status;
    mapRun.stopDate = record.stopDate;
    mapRun.redriveCount = record.redriveCount;
    mapRun.redriveDate = record.redriveDate;
    Object.assign(mapRun.limits, limits);
    this.mapRuns.set(arn, mapRun);
  }

  /** All of it again, without what was superseded. */
  *records(): Iterable<JournalRecord> {
    for (const { machineArn, revision } of this.revisions.values()) yield revisionRecord(machineArn, revision);
    for (const machine of this.machines.values()) yield machineRecord(machine);
    for (const mapRun of this.mapRuns.values()) yield mapRunRecord(mapRun);
    for (const execution of this.executions.values()) {
      const { arn, history } = execution;
      yield executionRecord(execution);
      const frames = this.frames.get(execution) ?? [];
      for (const [index, event] of history.events.entries()) {
        yield { kind: 'event', arn, event, frame: frames[index]?.frame ?? '', next: frames[index]?.next };
      }
      if (execution.status !== 'RUNNING' && !this.untold.has(execution)) yield endedRecord(execution);
    }
    yield { kind: 'told' };
    for (const execution of this.untold) yield endedRecord(execution);
  }

  /** Whoever ran when the process ended was aborted by that. The children first: their parents go on with them. */
  abortRunning(): void {
    for (const execution of this.executions.values()) {
      if (execution.status !== 'RUNNING') continue;
      const { history } = execution;
      const { error, cause } = stackEnded;
      history.append('ExecutionAborted', history.length, { error, cause });
      this.frames.get(execution)?.push({ frame: '', next: undefined });
      execution.end({ status: 'ABORTED', error, cause }, this.world.clock.now());
      this.untold.add(execution);
    }
    for (const mapRun of this.mapRuns.values()) {
      if (mapRun.status === 'RUNNING') mapRun.end('ABORTED', this.world.clock.now());
    }
  }
}

/** Reads the journal in a folder, if there is one. A last line that a crash cut short is left out. */
export function readPast(folder: string, world: World): Past {
  const past = new Past(world);
  const path = journalPath(folder);
  if (!existsSync(path)) return past;
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const [index, text] of lines.entries()) {
    if (text === '') continue;
    // Only the last line can be torn, and then no line end follows it.
    if (index === lines.length - 1) break;
    try {
      past.take(JournalRecord.parse(parseJson(text)));
    } catch (error) {
      throw new UnreadableJournal(path, index + 1, error);
    }
  }
  past.abortRunning();
  return past;
}

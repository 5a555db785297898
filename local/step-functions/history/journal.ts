import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Execution } from '../executions/execution';
import type { OnEvent } from './history';
import { endedRecord, executionRecord, mapRunRecord, type JournalRecord } from './journal-record';
import type { MapRun } from '../map/map-run';

/**
 * What the engine keeps on disk: a file of JSON lines, to which every event is appended as it happens. What was written survives
 * the process, however it ends; a last line that it didn't finish is left out by whoever reads it.
 */
export class Journal {
  private readonly file: number;
  private pending: string[] = [];
  private scheduled = false;

  private constructor(path: string, records: Iterable<JournalRecord>) {
    // Written anew, so that what was deleted and superseded goes; only then does it take the old one's place.
    const fresh = `${path}.new`;
    this.file = openSync(fresh, 'w');
    for (const record of records) writeSync(this.file, line(record));
    fsyncSync(this.file);
    renameSync(fresh, path);
  }

  /** @param records what to begin with */
  static open(folder: string, records: Iterable<JournalRecord>): Journal {
    mkdirSync(folder, { recursive: true });
    return new Journal(journalPath(folder), records);
  }

  write(record: JournalRecord): void {
    this.pending.push(line(record));
    if (this.scheduled) return;
    this.scheduled = true;
    // The events of one turn go out together.
    setImmediate(() => this.flush());
  }

  begun(execution: Execution): void {
    this.write(executionRecord(execution));
  }

  ended(execution: Execution): void {
    this.write(endedRecord(execution));
  }

  mapRun(mapRun: MapRun): void {
    this.write(mapRunRecord(mapRun));
  }

  /** Whoever was to hear of the ends so far has heard of them. */
  told(): void {
    this.write({ kind: 'told' });
  }

  listener(arn: string): OnEvent {
    return (event, frame, next) => this.write({ kind: 'event', arn, event, frame, next });
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    this.scheduled = false;
    if (this.pending.length === 0) return;
    writeSync(this.file, this.pending.join(''));
    this.pending = [];
  }
}

export const journalPath = (folder: string): string => join(folder, 'journal.jsonl');

const line = (record: JournalRecord): string => `${JSON.stringify(record)}\n`;

import * as z from 'zod';
import type { Execution } from '../executions/execution';
import type { MapRun } from '../map/map-run';
import type { Revision, StateMachine } from '../executions/state-machine';

const Instant = z.iso.datetime().transform((text) => new Date(text));
const MachineType = z.enum(['STANDARD', 'EXPRESS']);

/** A definition that a machine has or had: executions of it may still be told of, or go on. */
const RevisionRecord = z.object({
  kind: z.literal('revision'),
  machineArn: z.string(),
  id: z.string(),
  text: z.string(),
  roleArn: z.string(),
});

/** A machine as it is from now on. */
const MachineRecord = z.object({
  kind: z.literal('machine'),
  arn: z.string(),
  name: z.string(),
  type: MachineType,
  creationDate: Instant,
  revisionId: z.string(),
  tags: z.record(z.string(), z.string()),
  versions: z.array(
    z.object({
      number: z.number(),
      revisionId: z.string(),
      creationDate: Instant,
      description: z.string().optional(),
    }),
  ),
  lastVersion: z.number(),
});

const DeletedRecord = z.object({ kind: z.literal('deleted'), arn: z.string() });

const ExecutionRecord = z.object({
  kind: z.literal('execution'),
  arn: z.string(),
  name: z.string(),
  machineArn: z.string(),
  revisionId: z.string(),
  type: MachineType,
  input: z.string(),
  startDate: Instant,
  testCase: z.string().optional(),
  versionArn: z.string().optional(),
  child: z.object({ mapRunArn: z.string(), index: z.number(), itemCount: z.number() }).optional(),
});

const Event = z.looseObject({
  id: z.number(),
  previousEventId: z.number(),
  type: z.string(),
  timestamp: z.number(),
});

const EventRecord = z.object({
  kind: z.literal('event'),
  arn: z.string(),
  event: Event,
  frame: z.string(),
  next: z.string().optional(),
});

const EndedRecord = z.object({
  kind: z.literal('ended'),
  arn: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  stopDate: Instant,
});

const MapRunRecord = z.object({
  kind: z.literal('mapRun'),
  arn: z.string(),
  parentArn: z.string(),
  machineArn: z.string(),
  label: z.string(),
  startDate: Instant,
  stopDate: Instant.optional(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED']),
  redriveCount: z.number(),
  redriveDate: Instant.optional(),
  /** Null for none: JSON knows no infinity. */
  concurrency: z.number().nullable(),
  toleratedCount: z.number(),
  toleratedPercentage: z.number(),
});

/** Whoever was to hear of the ends above has heard of them. */
const ToldRecord = z.object({ kind: z.literal('told') });

/** A line of the journal. */
export const JournalRecord = z.discriminatedUnion('kind', [
  RevisionRecord,
  MachineRecord,
  DeletedRecord,
  ExecutionRecord,
  EventRecord,
  EndedRecord,
  MapRunRecord,
  ToldRecord,
]);
/** As it is read; dates are written as texts. */
export type ReadRecord = z.output<typeof JournalRecord>;
export type JournalRecord = z.input<typeof JournalRecord>;

export function revisionRecord(machineArn: string, { id, text, roleArn }: Revision): JournalRecord {
  return { kind: 'revision', machineArn, id, text, roleArn };
}

export function machineRecord(machine: StateMachine): JournalRecord {
  const { arn, name, type, creationDate, revision, tags, versions, lastVersion } = machine;
  return {
    kind: 'machine',
    arn,
    name,
    type,
    creationDate: creationDate.toISOString(),
    revisionId: revision.id,
    tags: Object.fromEntries(tags),
    versions: versions.map((version) => ({
      number: version.number,
      revisionId: version.revision.id,
      creationDate: version.creationDate.toISOString(),
      description: version.description,
    })),
    lastVersion,
  };
}

export function executionRecord(execution: Execution): JournalRecord {
  const { arn, name, machine, input, startDate, testCase, mapRun, index, itemCount } = execution;
  return {
    kind: 'execution',
    arn,
    name,
    machineArn: machine.arn,
    revisionId: machine.revisionId,
    type: machine.type,
    input,
    startDate: startDate.toISOString(),
    testCase,
    versionArn: machine.versionArn,
    child: mapRun && { mapRunArn: mapRun.arn, index, itemCount },
  };
}

/** Only of an execution that has ended. */
export function endedRecord({ arn, status, output, error, cause, stopDate }: Execution): JournalRecord {
  if (status === 'RUNNING' || !stopDate) throw new Error(`The execution ${arn} hasn't ended`);
  return { kind: 'ended', arn, status, output, error, cause, stopDate: stopDate.toISOString() };
}

export function mapRunRecord(mapRun: MapRun): JournalRecord {
  const { arn, parentArn, machineArn, label, startDate, stopDate, status, redriveCount, redriveDate, limits } = mapRun;
  return {
    kind: 'mapRun',
    arn,
    parentArn,
    machineArn,
    label,
    startDate: startDate.toISOString(),
    stopDate: stopDate?.toISOString(),
    status,
    redriveCount,
    redriveDate: redriveDate?.toISOString(),
    concurrency: Number.isFinite(limits.concurrency) ? limits.concurrency : null,
    toleratedCount: limits.toleratedCount,
    toleratedPercentage: limits.toleratedPercentage,
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import { noModels } from '../../kernels/models/model-files';
import { JobTable, type TaskEnd, type TaskKey, type TaskStart } from '../../aws/job-table';
import type { Log } from '../../aws/log';
import { ObjectStore } from '../../aws/object-store';
import type { WindowSizes } from '../../aws/source-windows';
import type { TaskDependencies } from '../../container/task';
import type { Source } from '../../pipeline/source';

/** An object store in memory: `bucket/key` -> content. The source is a file. */
export class MemoryStore extends ObjectStore {
  readonly objects = new Map<string, Buffer>();
  /** Keys in the order in which they were written. */
  readonly written: string[] = [];

  constructor(private readonly sourcePath = '/no/source') {
    super(new S3Client({ region: 'nowhere' }));
  }

  override async findJson<S extends z.ZodType>(
    bucket: string,
    key: string,
    schema: S,
  ): Promise<z.infer<S> | undefined> {
    return this.objects.has(`${bucket}/${key}`) ? this.readJson(bucket, key, schema) : undefined;
  }

  override readJson<S extends z.ZodType>(bucket: string, key: string, schema: S): Promise<z.infer<S>> {
    const content = this.objects.get(`${bucket}/${key}`);
    if (!content) return Promise.reject(new Error(`NoSuchKey: ${bucket}/${key}`));
    return Promise.resolve(schema.parse(JSON.parse(content.toString())));
  }

  override writeJson(bucket: string, key: string, document: unknown): Promise<void> {
    this.put(bucket, key, Buffer.from(JSON.stringify(document)));
    return Promise.resolve();
  }

  override async download(bucket: string, key: string, path: string): Promise<void> {
    await writeFile(path, this.objects.get(`${bucket}/${key}`) ?? Buffer.alloc(0));
  }

  override async upload(bucket: string, key: string, content: { path: string } | object): Promise<undefined> {
    if (!('path' in content)) throw new Error('Tasks upload files');
    this.put(bucket, key, await readFile(content.path));
  }

  override relaySource<T>(_: Source, __: WindowSizes, use: (input: { url: string }) => Promise<T>): Promise<T> {
    return use({ url: this.sourcePath });
  }

  private put(bucket: string, key: string, content: Buffer): void {
    this.objects.set(`${bucket}/${key}`, content);
    this.written.push(`${bucket}/${key}`);
  }
}

/** A job table that only remembers what it was told. */
export class RememberingJobs extends JobTable {
  readonly started: { key: TaskKey; start: TaskStart }[] = [];
  readonly ended: { key: TaskKey; end: TaskEnd }[] = [];
  readonly frames: number[] = [];

  constructor() {
    super(new DynamoDBClient({ region: 'nowhere' }), 'jobs');
  }

  override startTask(key: TaskKey, start: TaskStart): Promise<void> {
    this.started.push({ key, start });
    return Promise.resolve();
  }

  override reportFrames(_: TaskKey, frames: number): Promise<void> {
    this.frames.push(frames);
    return Promise.resolve();
  }

  override endTask(key: TaskKey, end: TaskEnd): Promise<void> {
    this.ended.push({ key, end });
    return Promise.resolve();
  }
}

export interface RememberingLog extends Log {
  lines: { level: string; message: string; figures: Record<string, unknown> | undefined }[];
}

export function rememberingLog(): RememberingLog {
  const lines: RememberingLog['lines'] = [];
  const at = (level: string) => (message: string, figures?: Record<string, unknown>) => void lines.push({ level, message, figures }); // prettier-ignore
  const log: RememberingLog = { lines, info: at('info'), warn: at('warn'), error: at('error'), with: () => log };
  return log;
}

export const instant = new Date('2024-05-01T12:00:00.000Z');

export const launch = { executionId: 'arn:aws:states:us-east-1:000000000000:execution:framefleet:one', attempt: 1 };

/** Dependencies of a task that must not run ffmpeg, unless real ones are given. */
export function taskDependencies(changes: Partial<TaskDependencies> = {}) {
  const fakes = { store: new MemoryStore(), jobs: new RememberingJobs(), log: rememberingLog() };
  const missing = { path: '/no/such/program', version: '0', foundBy: 'test' };
  const dependencies: TaskDependencies = {
    ...fakes,
    ffmpeg: { ...missing, passFrames: [], mp4Frames: [] },
    ffprobe: missing,
    now: () => instant,
    workBucket: 'work',
    outputBucket: 'results',
    folder: '/no/such/folder',
    threads: 1,
    models: noModels,
    signal: new AbortController().signal,
    launch,
    onFrames: () => undefined,
    ...changes,
  };
  return { ...fakes, dependencies };
}

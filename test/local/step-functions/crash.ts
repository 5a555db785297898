import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DescribeExecutionCommand, type DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Integration, StepFunctionsOptions } from '../../../local/step-functions/server';
import { Engine } from './engine';

/** Folders for engines, and engines that take over what another one had on disk when it crashed. All are gone at the end. */
export class Crashes {
  private readonly folders: string[] = [];
  private readonly engines: Engine[] = [];

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'framefleet-engine-'));
    this.folders.push(folder);
    return folder;
  }

  async start(options: Partial<StepFunctionsOptions> = {}): Promise<Engine> {
    const engine = await Engine.start(options);
    this.engines.push(engine);
    return engine;
  }

  /** What is on disk at this moment, while the engine that writes there runs on and knows nothing of it. */
  async copyOf(folder: string): Promise<string> {
    // What was written in this turn is on disk in the next but one.
    await nextTurn();
    await nextTurn();
    const copy = this.folder();
    cpSync(folder, copy, { recursive: true });
    return copy;
  }

  async end(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()));
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }
}

export function describe(engine: Engine, executionArn: string): Promise<DescribeExecutionOutput> {
  return engine.client.send(new DescribeExecutionCommand({ executionArn }));
}

/** An integration that answers what it is given, remembers it, and stays at what it is told to hold. */
export class Worker {
  readonly calls: unknown[] = [];
  readonly reached: Promise<void>;
  private reach: () => void = () => undefined;
  private letGo: () => void = () => undefined;
  private readonly released: Promise<void>;

  /** @param held these are not answered before release() */
  constructor(private readonly held: readonly unknown[] = []) {
    this.reached = new Promise((resolve) => (this.reach = resolve));
    this.released = new Promise((resolve) => (this.letGo = resolve));
  }

  readonly integration: Integration = async ({ parameters, signal }) => {
    this.calls.push(parameters);
    if (this.held.includes(parameters)) {
      if (this.held.every((value) => this.calls.includes(value))) this.reach();
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await Promise.race([this.released, aborted]);
    }
    return parameters;
  };

  release(): void {
    this.letGo();
  }
}

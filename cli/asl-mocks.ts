import { readFile } from 'node:fs/promises';
import { type MockConfig, parseMockConfig } from '../local/step-functions/mocks/mock-config';
import { MockConfigError } from '../local/step-functions/mocks/mock-config-error';
import { type DefinitionFile, machineNameOf } from './asl-definition';
import type { AslOptions } from './asl-options';
import { UsageError } from './usage-error';

/** @throws UsageError when the file can't be followed */
export async function readMocks(path: string): Promise<MockConfig> {
  try {
    return parseMockConfig(await readFile(path, 'utf8'), path);
  } catch (cause) {
    if (cause instanceof MockConfigError) throw new UsageError(cause.message, { cause });
    throw new UsageError(`--mocks "${path}" can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/**
 * Test cases belong to a machine by its name: without --name it's the machine that has the case.
 * @throws UsageError when there is none, or more than one
 */
export function nameFor(file: DefinitionFile, { name, testCase, mocks: path }: AslOptions, mocks?: MockConfig): string {
  const given = name ?? machineNameOf(file.path);
  if (testCase === undefined || mocks === undefined || mocks.hasCase(given, testCase)) return given;
  const having = mocks.machineNames().filter((machine) => mocks.hasCase(machine, testCase));
  const [only, ...others] = having;
  if (name === undefined && only !== undefined && others.length === 0) return only;
  const all = mocks.machineNames().map((machine) => `${machine} (${mocks.casesOf(machine).join(', ') || 'none'})`);
  throw new UsageError(
    `--case "${testCase}": the machine "${given}" has no such test case in "${path ?? ''}". Choose the machine with --name; test cases there: ${all.join(', ') || 'none'}.`,
  );
}

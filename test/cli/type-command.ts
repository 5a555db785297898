import { PassThrough } from 'node:stream';
import { Command, CommanderError } from 'commander';
import type { AddCommand, CommandContext } from '../../cli/command';
import { UsageError } from '../../cli/usage-error';

export interface Typed {
  /** -1 when the command didn't come to its work. */
  code: number;
  stdout: string;
  stderr: string;
}

/** A stream of a terminal that isn't one, and what was written to it. */
function output(): { stream: NodeJS.WriteStream; text: () => string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  // What a pipe lacks of a terminal, commands don't ask a pipe for.
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => Buffer.concat(chunks).toString() };
}

/**
 * Types one command, and tells what it wrote.
 * @throws UsageError, CommanderError and whatever the command throws
 */
export async function typeCommand(
  add: AddCommand,
  words: readonly string[],
  surroundings: CommandContext['surroundings'],
  signal: AbortSignal = new AbortController().signal,
): Promise<Typed> {
  const [stdout, stderr] = [output(), output()];
  const terminal = { stdin: process.stdin, stdout: stdout.stream, stderr: stderr.stream };
  let code = -1;
  const program = new Command().exitOverride().configureOutput({
    writeOut: (text) => void stdout.stream.write(text),
    writeErr: (text) => void stderr.stream.write(text),
  });
  add(program, async (work) => {
    code = await work({ terminal, surroundings, signal, atInterrupt: () => undefined });
  });
  await program.parseAsync(words, { from: 'user' });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Types what can't be meant: cli/main.ts ends both kinds of error with exit code 2 and a hint at the help. */
export async function expectWrongUsage(add: AddCommand, words: readonly string[], text: string): Promise<void> {
  const surroundings = { variables: {}, packagePath: () => undefined };
  const error: unknown = await typeCommand(add, words, surroundings).catch((thrown: unknown) => thrown);
  expect(error instanceof UsageError || (error instanceof CommanderError && error.exitCode !== 0)).toBe(true);
  expect(error).toMatchObject({ message: expect.stringContaining(text) as string });
}

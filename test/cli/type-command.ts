import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import type { AddCommand, CommandContext } from '../../cli/command';

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

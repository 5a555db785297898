import type { Readable } from 'node:stream';
import {
  DeleteStateMachineCommand,
  type HistoryEvent,
  ValidateStateMachineDefinitionCommand,
  type ValidateStateMachineDefinitionDiagnostic,
} from '@aws-sdk/client-sfn';
import { parseJson } from '../local/step-functions/json';
import { type DefinitionFile, functionsNamed, readDefinition } from './asl-definition';
import { type AslEngine, withEngine } from './asl-engine';
import { type EndedExecution, execute, executeExpress } from './asl-execution';
import { readInput } from './asl-input';
import { createMachine } from './asl-machine';
import { nameFor, readMocks } from './asl-mocks';
import type { AslOptions } from './asl-options';
import { asUsage } from './asl-refusal';
import { HistoryLines, onOneLine } from './show-history';
import { exit } from './usage-error';

export interface AslTerminal {
  stdin: Readable;
  stdout: NodeJS.WritableStream & { hasColors?: () => boolean };
  stderr: NodeJS.WritableStream;
}

/**
 * Runs any definition in Amazon States Language, shows its history, and leaves nothing behind.
 * @returns the exit code
 * @throws UsageError when nothing was started
 */
export async function runAsl(
  path: string,
  options: AslOptions,
  terminal: AslTerminal,
  signal: AbortSignal,
): Promise<number> {
  const file = await readDefinition(path);
  const mocks = options.mocks === undefined ? undefined : await readMocks(options.mocks);
  const name = nameFor(file, options, mocks);
  const input = options.validate ? '{}' : await readInput(options.input, terminal.stdin, signal);
  return withEngine(options, mocks, async (engine) => {
    if (engine.embedded || options.validate) {
      const valid = await validate(engine, file, options, terminal);
      if (!valid) return exit.wrongUsage;
      if (options.validate) return exit.succeeded;
    }
    const stateMachineArn = await createMachine(engine, file, name, options);
    try {
      return await runMachine(engine, file, { stateMachineArn, input }, options, terminal, signal);
    } finally {
      if (!engine.embedded) await engine.client.send(new DeleteStateMachineCommand({ stateMachineArn }));
    }
  });
}

async function validate(
  { client }: AslEngine,
  { path, text }: DefinitionFile,
  { type, validate: only, json }: AslOptions,
  { stdout, stderr }: AslTerminal,
): Promise<boolean> {
  const command = new ValidateStateMachineDefinitionCommand({ definition: text, type });
  const { result, diagnostics = [] } = await asUsage(client.send(command));
  const valid = result !== 'FAIL';
  if (json && (only || !valid)) stdout.write(`${JSON.stringify({ result, diagnostics }, null, 2)}\n`);
  else for (const diagnostic of diagnostics) stderr.write(`${path}${lineOf(diagnostic)}\n`);
  if (only && !json && valid) stdout.write(`${path} is valid.\n`);
  return valid;
}

const lineOf = ({ location, severity, code, message }: ValidateStateMachineDefinitionDiagnostic): string =>
  ` at ${location ?? '/'}: ${onOneLine(message ?? '')} (${[severity, code].filter(Boolean).join(' ')})`;

async function runMachine(
  { client, embedded }: AslEngine,
  file: DefinitionFile,
  request: { stateMachineArn: string; input: string },
  options: AslOptions,
  { stdout, stderr }: AslTerminal,
  signal: AbortSignal,
): Promise<number> {
  const { type, testCase, json, mocks, lambdaEndpoint } = options;
  const stateMachineArn = testCase === undefined ? request.stateMachineArn : `${request.stateMachineArn}#${testCase}`;
  const lines = new HistoryLines({ coloured: stdout.hasColors?.() ?? false });
  const events: HistoryEvent[] = [];
  const show = (fresh: readonly HistoryEvent[]): void => {
    if (json) events.push(...fresh);
    else for (const event of fresh) stdout.write(`${lines.line(event)}\n`);
  };
  const started = { stateMachineArn, input: request.input };
  const ended =
    type === 'EXPRESS' ? await executeExpress(client, started, signal) : await execute(client, started, show, signal);
  stdout.write(json ? `${JSON.stringify(asObject(ended, events), null, 2)}\n` : summary(ended));
  const functions = functionsNamed(file.json);
  if (embedded && functions.length > 0 && mocks === undefined && lambdaEndpoint === undefined) {
    stderr.write(unknownFunctions(functions));
  }
  signal.throwIfAborted();
  return ended.status === 'SUCCEEDED' ? exit.succeeded : exit.jobFailed;
}

function asObject(
  { executionArn, status, output, error, cause }: EndedExecution,
  events: readonly HistoryEvent[],
): object {
  return { status, output: output === undefined ? undefined : parseJson(output), error, cause, executionArn, events };
}

function summary({ status, output, error, cause }: EndedExecution): string {
  const why = onOneLine([error, cause].filter((part) => part !== undefined).join(': '));
  if (output === undefined) return `${status}${why && `: ${why}`}\n`;
  return `${status}\n${JSON.stringify(parseJson(output), null, 2)}\n`;
}

function unknownFunctions(functions: readonly string[]): string {
  return `Nobody answers here for ${functions.length === 1 ? 'the function' : 'the functions'} ${functions.join(', ')}.
Say who does with --lambda-endpoint URL (such as sam local start-lambda), or what they answer with --mocks FILE --case NAME.
`;
}

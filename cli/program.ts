import { Command } from 'commander';
import type { Perform } from './command';
import { commands } from './commands';

/** The command line: what may be typed, and what it means. */
export function createProgram(perform: Perform): Command {
  const program = new Command('framefleet')
    .description('Grayscale and motion detection for video, segment by segment, by one AWS Step Functions workflow.')
    .exitOverride()
    .showHelpAfterError('Try framefleet --help, or a command and --help, such as framefleet run --help.');
  for (const add of commands) add(program, perform);
  return program;
}

import type { Command } from 'commander';
import type { Surroundings } from '../media/locate';

/** What a command works with. */
export interface CommandContext {
  terminal: { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
  /** Environment and installed packages. */
  surroundings: Surroundings;
  /** Aborted by Ctrl-C, and when nobody reads standard output any more. */
  signal: AbortSignal;
  /**
   * For commands that have something to stop or to put in order at Ctrl-C, and then end by themselves: what is said at once, ''
   * where they say it themselves. Others end on the spot.
   */
  atInterrupt: (farewell: string) => void;
}

/** Said by commands whose work runs on this machine. */
export const stoppingTasks = 'Interrupted: stopping the tasks and cleaning up.\n';

/** Does a command's work; its exit code becomes the program's. */
export type Perform = (work: (context: CommandContext) => Promise<number>) => Promise<void>;

/** Adds a command to the program: what may be typed, and what it means. */
export type AddCommand = (program: Command, perform: Perform) => void;

/** A command with its description; wrong usage of it points to its help. */
export const named = (program: Command, name: string, description: string): Command =>
  program.command(name).description(description).showHelpAfterError(`Try framefleet ${name} --help.`);

/** Where its jobs are; see placeOf(). */
export const atStage = (command: Command): Command =>
  command
    .option('--stage <name>', 'a deployed stage, as stages.json names it (default: what framefleet up runs)')
    .option('--endpoint <url>', 'address of framefleet up, or of another AWS (default: AWS_ENDPOINT_URL)');

/** A command about one job of a stage, deployed or on this machine. */
export const aboutJob = (program: Command, name: string, description: string): Command =>
  atStage(
    named(program, name, description).argument(
      '<job>',
      'its id, the first 6 or more characters of it, or the path of its <name>.job.json',
    ),
  );

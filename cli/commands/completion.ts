import { Argument } from 'commander';
import { type AddCommand, named } from '../command';
import { candidatesFor } from '../complete';
import { type Shell, completionScripts } from '../completion-scripts';
import { jobCandidates } from '../job-candidates';
import { exit } from '../usage-error';

const examples = `
Examples:
  source <(framefleet completion bash)      in ~/.bashrc
  source <(framefleet completion zsh)       in ~/.zshrc, after compinit
  framefleet completion fish > ~/.config/fish/completions/framefleet.fish

Completes commands, options, files, and ids of the stage's jobs: of the one that is typed, or of AWS_ENDPOINT_URL.

Exit codes: 0 printed, 2 wrong usage.`;

export const completion: AddCommand = (program, perform) => {
  const shell = new Argument('<shell>', 'which one').choices(Object.keys(completionScripts));
  named(program, 'completion', 'print a script with which a shell completes what is typed')
    .addArgument(shell)
    .addHelpText('after', examples)
    .action((typed: Shell) =>
      perform(({ terminal }) => {
        terminal.stdout.write(completionScripts[typed]);
        return Promise.resolve(exit.succeeded);
      }),
    );

  // Asked by those scripts, at each press of the key.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) =>
      perform(async ({ terminal, surroundings, atInterrupt }) => {
        atInterrupt('');
        const { values, jobs, files } = candidatesFor(program, words);
        // Whatever goes wrong, there is nobody to tell it to.
        const ids = jobs ? await jobCandidates(words, surroundings).catch(() => []) : [];
        const lines = [...values, ...ids].map(
          ({ value, description }) => `${value}\t${description.split('\n')[0] ?? ''}`,
        );
        terminal.stdout.write([...lines, ...(files ? [':files'] : [])].map((line) => `${line}\n`).join(''));
        return exit.succeeded;
      }),
    );
};

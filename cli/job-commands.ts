import type { Command } from 'commander';

export interface JobActions {
  status: (job: string, typed: unknown) => Promise<void>;
  cancel: (job: string, typed: unknown) => Promise<void>;
  redrive: (job: string, typed: unknown) => Promise<void>;
}

const statusExamples = `
Examples:
  framefleet status 3f0a9c41
  framefleet status out/holiday.job.json --json | jq .segments
  framefleet status 3f0a9c41 --stage dev

Exit codes: 0 told, whatever the state, 1 no such job, 2 wrong usage.`;

const cancelExamples = `
Examples:
  framefleet cancel 3f0a9c41
  framefleet cancel 3f0a9c41 --stage dev --json

Exit codes: 0 cancelled, now or before, 1 it had ended already or there is no such job, 2 wrong usage, 130 interrupted.`;

const redriveExamples = `
Examples:
  framefleet redrive 3f0a9c41 --follow
  framefleet redrive 3f0a9c41 --stage dev --json

Exit codes: 0 taken up again or done already, with --follow the job's own, 1 it runs or there is no such job, 2 wrong usage, 130 interrupted.`;

/** The commands about one job of a stage, deployed or on this machine. */
export function jobCommands(program: Command, actions: JobActions): void {
  aboutJob(program, 'status', 'say how a job stands: what is done, what failed and why, where its outputs are')
    .option('--json', 'print the job record alone on standard output')
    .addHelpText('after', statusExamples)
    .action(actions.status);
  aboutJob(program, 'cancel', 'stop a job with all its tasks, and remove everything of it but its record')
    .option('--json', 'print one line of JSON: jobId, state, removed, silent')
    .addHelpText('after', cancelExamples)
    .action(actions.cancel);
  aboutJob(program, 'redrive', 'take up again a job that failed or was cancelled: only what is missing is done')
    .option('--follow', 'wait for its end, and show how far it is')
    .option('--json', 'print one line of JSON: jobId, executionId, how; with --follow state, too')
    .addHelpText('after', redriveExamples)
    .action(actions.redrive);
}

const aboutJob = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .showHelpAfterError(`Try framefleet ${name} --help.`)
    .argument('<job>', 'its id, the first 6 or more characters of it, or the path of its <name>.job.json')
    .option('--stage <name>', 'a deployed stage, as stages.json names it (default: what framefleet up runs)')
    .option('--endpoint <url>', 'address of framefleet up, or of another AWS (default: AWS_ENDPOINT_URL)');

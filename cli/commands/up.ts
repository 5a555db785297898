import { type AddCommand, named, stoppingTasks } from '../command';
import { up as runUp } from '../up';
import { parseUpOptions } from '../up-options';

const examples = `
Examples:
  framefleet up
  framefleet up --data ~/framefleet --port 4566
  framefleet up --webhook http://127.0.0.1:8080/jobs --webhook-key "$KEY"
  framefleet up --empty --lambda-endpoint 127.0.0.1:3001
  framefleet up --faults '{"events": {"duplicates": 2}, "runTask": {"noCapacity": {"rate": 0.2, "only": "spot"}}}'

In the shell of the clients: the exports that it prints. Ctrl-C ends it, a second one at once.

Exit codes: 0 ended, 2 wrong usage, the port or the folder in use, 130 ended at once.`;

export const up: AddCommand = (program, perform) => {
  named(
    program,
    'up',
    'an AWS on this machine for any client: Step Functions, S3, DynamoDB, EventBridge, and the pipeline',
  )
    .option('--port <n>', 'port to listen at; 0 takes a free one', '4566')
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--data <dir>', 'folder in which everything is kept for the next start (default: nothing is)')
    .option('--lambda-endpoint <url>', 'where functions are invoked that are not deployed here: host:port or URL')
    .option('--mocks <file>', 'what tasks answer in executions of machineArn#testCase, as Step Functions Local has it')
    .option('--faults <json>', 'what goes wrong for the pipeline, and only for it: JSON or @file, see docs/faults.md')
    .option('--webhook <url>', 'address that every event of a job is posted to, see docs/events.md')
    .option('--webhook-key <key>', 'goes along in the header x-framefleet-key')
    .option('--empty', 'without the pipeline: no buckets, table or machine, and no ffmpeg needed')
    .option('--json', 'print one line of JSON on standard output when it is ready')
    .addHelpText('after', examples)
    .action((typed: unknown) =>
      perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt(stoppingTasks);
        return runUp(parseUpOptions(typed), terminal, surroundings, signal);
      }),
    );
};

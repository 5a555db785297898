import { runAsl } from '../asl';
import { parseAslOptions } from '../asl-options';
import { type AddCommand, named } from '../command';

const examples = `
Examples:
  framefleet asl order.asl.json --input '{"amount": 12}'
  framefleet asl order.asl.json --input @order.json --lambda-endpoint http://127.0.0.1:3001
  framefleet asl order.asl.json --mocks MockConfigFile.json --case HappyPath --fast
  framefleet asl order.asl.json --validate
  framefleet asl order.asl.json --endpoint http://127.0.0.1:4566 --json | jq .output

Exit codes: 0 succeeded, 1 the execution failed, timed out or was aborted, 2 wrong usage or an invalid definition, 130 interrupted.`;

export const asl: AddCommand = (program, perform) => {
  named(program, 'asl', 'run a definition in Amazon States Language, anybody’s, and print its history')
    .argument('<definition>', 'path of a JSON file')
    .option('--input <json>', 'of the execution: JSON, @file, or - for standard input (default: {})')
    .option('--name <name>', 'of the state machine (default: that of the file)')
    .option('--mocks <file>', 'what tasks answer instead of calling their services, as Step Functions Local has it')
    .option('--case <name>', 'which of its test cases')
    .option('--lambda-endpoint <url>', 'where the functions are invoked')
    .option('--endpoint <url>', 'run it there instead of in this process: LocalStack, or AWS itself')
    .option('--role-arn <arn>', 'the role that the machine gets there')
    .option('--type <type>', 'STANDARD or EXPRESS (default: STANDARD)')
    .option('--validate', 'only check the definition')
    .option('--fast', 'let waits and the time before retries pass at once')
    .option('--json', 'print one JSON object: status, output, error, cause, executionArn, events')
    .addHelpText('after', examples)
    .action((definition: string, typed: unknown) =>
      perform(({ terminal, signal, atInterrupt }) => {
        atInterrupt('Interrupted: stopping the execution.\n');
        return runAsl(definition, parseAslOptions(typed), terminal, signal);
      }),
    );
};

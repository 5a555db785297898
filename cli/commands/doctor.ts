import { type AddCommand, atStage, named } from '../command';
import { examine, showFindings } from '../doctor';
import { placeOf } from '../stage';
import { parseStageOptions } from '../stage-options';

const examples = `
Examples:
  framefleet doctor                     this machine alone
  framefleet doctor --stage dev
  framefleet doctor --stage dev --json | jq '.findings[] | select(.level != "ok")'

Nothing is changed: permissions are asked for by simulation. What can't be asked is "not checked", never well.

Exit codes: 0 nothing is wrong, though there may be warnings, 1 something is wrong, 2 wrong usage, 130 interrupted.`;

export const doctor: AddCommand = (program, perform) => {
  atStage(named(program, 'doctor', 'look for what is wrong with this machine and with a stage, and say what to do'))
    .option('--json', 'print one document of JSON: healthy, errors, warnings, unchecked, findings')
    .addHelpText('after', examples)
    .action((typed: unknown) => {
      const options = parseStageOptions(typed);
      return perform(async ({ terminal, surroundings, signal }) => {
        const isNamed = [options.stage, options.endpoint, surroundings.variables.AWS_ENDPOINT_URL].some(Boolean);
        const place = isNamed ? placeOf(options, surroundings) : undefined;
        return showFindings(await examine(place, surroundings, process.version, signal), options, terminal);
      });
    });
};

import type { Argument, Command, Option } from 'commander';

/** What may stand where somebody types. */
export interface Candidates {
  values: { value: string; description: string }[];
  /** Ids of the stage's jobs may, too. */
  jobs: boolean;
  /** Paths may, too. */
  files: boolean;
}

const nothing: Candidates = { values: [], jobs: false, files: false };

/** Of options and arguments that are files or folders, as the help calls them. */
const pathNames = /file|path|folder|video|image|model|gallery|model|out|data/i;

/**
 * @param typed the words after the program's name; the last one is being typed, and may be empty
 */
export function candidatesFor(program: Command, typed: readonly string[]): Candidates {
  // Shells that break words at "=" hand it over as a word of its own.
  const words = typed.filter((word) => word !== '=');
  const current = typed.at(-1) === '=' ? '' : (words.at(-1) ?? '');
  const before = typed.at(-1) === '=' ? words : words.slice(0, -1);
  let command = program;
  let operands = 0;
  let awaited: Option | undefined;
  for (const word of before) {
    if (awaited) awaited = undefined;
    else if (word.startsWith('-') && word !== '-') awaited = awaitedBy(command, word);
    else {
      const inner = operands === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (inner) command = inner;
      else operands += 1;
    }
  }
  const found = awaited ? valuesOf(awaited) : wordsOf(command, operands, current);
  return { ...found, values: found.values.filter(({ value }) => value.startsWith(current)) };
}

/** The option whose value is the next word. */
function awaitedBy(command: Command, word: string): Option | undefined {
  const option = command.options.find(({ long, short }) => word === long || word === short);
  return option?.required ? option : undefined;
}

function valuesOf({ argChoices, long, flags }: Option): Candidates {
  if (argChoices) return { ...nothing, values: argChoices.map(plain) };
  return { ...nothing, jobs: long === '--job', files: pathNames.test(/<.*>/.exec(flags)?.[0] ?? '') };
}

function wordsOf(command: Command, operands: number, current: string): Candidates {
  const help = command.createHelp();
  if (current.startsWith('-')) {
    const options = help
      .visibleOptions(command)
      .flatMap(({ long, description }) => (long ? { value: long, description } : []));
    return { ...nothing, values: options };
  }
  if (command.commands.length > 0 && operands === 0) {
    const values = help
      .visibleCommands(command)
      .map((inner) => ({ value: inner.name(), description: inner.description() }));
    return { ...nothing, values };
  }
  const last = command.registeredArguments.at(-1);
  const argument = command.registeredArguments[operands] ?? (last?.variadic ? last : undefined);
  return argument ? operandsOf(argument) : nothing;
}

function operandsOf(argument: Argument): Candidates {
  if (argument.argChoices) return { ...nothing, values: argument.argChoices.map(plain) };
  // A job can be named by its record's file, as well.
  return { ...nothing, jobs: /^jobs?$/.test(argument.name()), files: true };
}

const plain = (value: string) => ({ value, description: '' });

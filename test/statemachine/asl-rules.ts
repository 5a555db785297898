/** A definition as JSON.parse gives it: anything may be missing or wrong. */
export interface AslGraph {
  StartAt: string;
  States: Record<string, AslState>;
}

export interface AslHandler {
  ErrorEquals: string[];
  Next?: string;
  BackoffRate?: number;
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}

export interface AslChoice {
  Next?: string;
  And?: { Variable?: string; NumericLessThan?: number; Not?: { StringMatches?: string } }[];
}

export interface AslState {
  Type: string;
  Comment?: string;
  Next?: string;
  Default?: string;
  Choices?: AslChoice[];
  Resource?: string;
  Parameters?: Record<string, unknown>;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  Retry?: AslHandler[];
  Catch?: AslHandler[];
  Branches?: AslGraph[];
  ItemProcessor?: AslGraph & { ProcessorConfig?: { Mode?: string } };
  ItemSelector?: unknown;
}

/** A state and the graphs it lies in. */
export interface PlacedState {
  name: string;
  state: AslState;
  graph: AslGraph;
  /** The Maps and Parallels around it, the outermost first. */
  around: { name: string; state: AslState }[];
}

export interface Rules {
  /** Where errors of the main line must lead. */
  failureBranch: string;
  /** States of the main line whose errors lead elsewhere on purpose, and where. */
  ownWay: Readonly<Record<string, string>>;
}

export const integrations = [
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::ecs:runTask.sync',
  'arn:aws:states:::dynamodb:updateItem',
  'arn:aws:states:::events:putEvents',
];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html, as Step Functions spells it */
const runTaskParameters = [
  'CapacityProviderStrategy',
  'Cluster',
  'Count',
  'EnableECSManagedTags',
  'EnableExecuteCommand',
  'Group',
  'LaunchType',
  'NetworkConfiguration',
  'Overrides',
  'PlacementConstraints',
  'PlacementStrategy',
  'PlatformVersion',
  'PropagateTags',
  'ReferenceId',
  'StartedBy',
  'Tags',
  'TaskDefinition',
  'VolumeConfigurations',
];

const plainName = (parameter: string): string => parameter.replace(/\.\$$/, '');

export function* statesOf(graph: AslGraph, around: PlacedState['around'] = []): Generator<PlacedState> {
  for (const [name, state] of Object.entries(graph.States)) {
    yield { name, state, graph, around };
    const inside = [...around, { name, state }];
    for (const branch of state.Branches ?? []) yield* statesOf(branch, inside);
    if (state.ItemProcessor) yield* statesOf(state.ItemProcessor, inside);
  }
}

/** Where a state may lead, error or no error. */
export const transitionsOf = ({ Next, Default, Choices = [], Catch = [] }: AslState): string[] =>
  [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((catcher) => catcher.Next)].filter(
    (target) => target !== undefined,
  );

/** How often a Task may be attempted in one go, over all of its retriers. */
export const attemptsOf = ({ Retry = [] }: AslState): number =>
  Retry.reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 1);

/** The Choice that judges a task that ran and failed; undefined for a Task that has none. */
export function judgeOf({
  name,
  graph,
}: PlacedState): { choice: AslChoice; moreAttempts: number; otherwise: string } | undefined {
  const { Type, Choices: [choice] = [], Default = '' } = graph.States[`${name}Failed`] ?? {};
  if (Type !== 'Choice' || !choice) return undefined;
  const moreAttempts = choice.And?.find(({ NumericLessThan }) => NumericLessThan !== undefined)?.NumericLessThan ?? 0;
  return { choice, moreAttempts, otherwise: Default };
}

/** What is wrong with a definition by our own rules: those that asl-validator doesn't know. Empty when all is well. */
export function complaints(definition: AslGraph, rules: Rules): string[] {
  const states = [...statesOf(definition)];
  return [
    ...states.flatMap((placed) =>
      [
        ...[checkComment, checkResource, checkTimeout, checkRetry, checkErrorOrder, checkRunTask, checkMapItems],
        (one: PlacedState) => checkJudge(one, rules),
      ].flatMap((check) => check(placed).map((complaint) => `${placed.name}: ${complaint}`)),
    ),
    ...states
      .filter(({ around }) => around.length === 0)
      .flatMap((placed) => checkCatch(placed, rules).map((complaint) => `${placed.name}: ${complaint}`)),
    ...checkNames(states),
    ...checkGraph(definition),
    ...states.flatMap(({ state }) => [
      ...(state.Branches ?? []).flatMap(checkGraph),
      ...(state.ItemProcessor ? checkGraph(state.ItemProcessor) : []),
    ]),
    ...checkCapacity(states),
  ];
}

const checkComment = ({ state }: PlacedState): string[] => (state.Comment ? [] : ['has no Comment']);

function checkResource({ state: { Type, Resource = '' } }: PlacedState): string[] {
  return Type !== 'Task' || integrations.includes(Resource) ? [] : [`"${Resource}" is no integration we know`];
}

function checkTimeout({ state: { Type, TimeoutSeconds, TimeoutSecondsPath } }: PlacedState): string[] {
  return Type !== 'Task' || TimeoutSeconds !== undefined || TimeoutSecondsPath !== undefined
    ? []
    : ['has neither TimeoutSeconds nor TimeoutSecondsPath'];
}

function checkRetry({ state: { Type, Retry = [] } }: PlacedState): string[] {
  if (Type === 'Map') return Retry.length > 0 ? ['a Map must not retry: all its items would start again'] : [];
  if (Type === 'Task' && Retry.length === 0) return ['has no Retry'];
  return Retry.flatMap(({ BackoffRate = 2, JitterStrategy, MaxDelaySeconds }, index) => [
    ...(BackoffRate >= 1 ? [] : [`Retry ${index} has the BackoffRate ${BackoffRate}, less than 1`]),
    ...(JitterStrategy === 'FULL' ? [] : [`Retry ${index} has no jitter`]),
    ...(MaxDelaySeconds === undefined ? [`Retry ${index} has no MaxDelaySeconds`] : []),
  ]);
}

function checkErrorOrder({ state }: PlacedState): string[] {
  return (['Retry', 'Catch'] as const).flatMap((field) => {
    const handlers = state[field] ?? [];
    return handlers.flatMap(({ ErrorEquals }, index) => {
      if (!ErrorEquals.includes('States.ALL')) return [];
      return [
        ...(ErrorEquals.length === 1 ? [] : [`${field} ${index} has other names beside States.ALL`]),
        ...(index === handlers.length - 1 ? [] : [`${field} ${index} has States.ALL and isn't the last`]),
      ];
    });
  });
}

function checkRunTask({ state: { Resource, Parameters = {} } }: PlacedState): string[] {
  if (!Resource?.includes(':ecs:runTask')) return [];
  const names = Object.keys(Parameters).map(plainName);
  return [
    ...names
      .filter((name) => !runTaskParameters.includes(name))
      .map((name) => `"${name}" is no parameter of ecs:runTask`),
    ...(names.includes('LaunchType') && names.includes('CapacityProviderStrategy')
      ? ['has both LaunchType and CapacityProviderStrategy']
      : []),
  ];
}

/** A task that ran and failed is tried again from a Choice: not for ever, and not when it was refused for good. */
function checkJudge(task: PlacedState, { failureBranch }: Rules): string[] {
  const { name, state, graph, around } = task;
  if (!state.Resource?.includes(':ecs:runTask')) return [];
  const judge = judgeOf(task);
  if (!judge) return [`no Choice ${name}Failed judges its failures`];
  const { choice, moreAttempts, otherwise } = judge;
  const pause = graph.States[graph.States[choice.Next ?? '']?.Next ?? ''];
  const permanent = choice.And?.some(({ Not }) => Not?.StringMatches === '*"ExitCode":65*') ?? false;
  const ends = around.length === 0 ? otherwise === failureBranch : graph.States[otherwise]?.Type === 'Fail';
  return [
    ...(state.Catch?.at(-1)?.Next === `${name}Failed` ? [] : [`its errors don't lead to ${name}Failed`]),
    ...(moreAttempts > 0 ? [] : ['nothing bounds its attempts']),
    ...(permanent ? [] : ['bad input is tried again']),
    ...(pause?.Type === 'Wait' && pause.Next === name ? [] : ['no Wait leads to another attempt of it']),
    ...(ends ? [] : [`its last failure leads to ${otherwise}`]),
  ];
}

/** The iteration's own states don't see $$.Map in a Distributed Map, and must be the same in both. */
function checkMapItems({ state }: PlacedState): string[] {
  const own = Object.entries(state).filter(([field]) => !['Branches', 'ItemProcessor', 'ItemSelector'].includes(field));
  return own
    .filter(([, value]) => JSON.stringify(value).includes('$$.Map.'))
    .map(([field]) => `reads $$.Map. in ${field}, outside of an ItemSelector`);
}

function checkCatch({ name, state: { Type, Catch = [] } }: PlacedState, { failureBranch, ownWay }: Rules): string[] {
  if (!['Task', 'Map', 'Parallel'].includes(Type)) return [];
  const last = Catch.at(-1);
  if (!last?.ErrorEquals.includes('States.ALL')) return ['has no Catch for States.ALL'];
  const expected = ownWay[name] ?? failureBranch;
  return last.Next === expected ? [] : [`its errors lead to ${last.Next ?? 'nowhere'}, not to ${expected}`];
}

function checkNames(states: readonly PlacedState[]): string[] {
  const names = states.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `${name}: the name is used more than once`,
  );
}

function checkGraph({ StartAt, States }: AslGraph): string[] {
  const reached = new Set<string>();
  const dangling: string[] = [];
  const visit = (name: string, from: string): void => {
    const state = States[name];
    if (!state) dangling.push(`${from}: leads to ${name}, which isn't there`);
    if (!state || reached.has(name)) return;
    reached.add(name);
    for (const target of transitionsOf(state)) visit(target, name);
  };
  visit(StartAt, 'StartAt');
  const unreachable = Object.keys(States).filter((name) => !reached.has(name));
  return [...dangling, ...unreachable.map((name) => `${name}: no state leads here`)];
}

/** Each attempt of a task reads its own entry of a list of capacities, of which there are several. */
function checkCapacity(states: readonly PlacedState[]): string[] {
  const tasks = states.filter(({ state }) => state.Resource?.includes(':ecs:runTask'));
  const most = Math.max(0, ...tasks.map((task) => attemptsOf(task.state) + (judgeOf(task)?.moreAttempts ?? 0)));
  return states.flatMap(({ name, state }) => {
    const lists: unknown = state.Parameters?.capacities;
    if (!Array.isArray(lists)) return [];
    return lists.flatMap((list: unknown, index) => {
      const entries = Array.isArray(list) ? list.length : 0;
      return entries === most ? [] : [`${name}: ${entries} capacities in list ${index} for ${most} attempts`];
    });
  });
}

import { checkTemplate, isExpression } from './check-expressions';
import { checkLanguage, languageOf } from './check-language';
import { expressionIn } from '../query/jsonata-expression';
import type { MapState, State, WaitState } from './definition';
import { schemaFailure, type Diagnostic } from './diagnostic';
import type { Mocks } from '../mocks/mock-config';
import type { Integration } from '../states/state-run';
import { integrationOf } from '../states/task-kind';
import { instantOf } from '../states/timestamp';

type Integrations = Readonly<Record<string, Integration>>;

/** What a state can't say of itself. */
export interface Surroundings {
  readonly integrations: Integrations;
  readonly mocks?: Mocks | undefined;
  /** Of states that don't say theirs. */
  readonly language: 'JSONPath' | 'JSONata';
}

/** Fields of which a state has at most one. */
const exclusive = [
  ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  ['Error', 'ErrorPath'],
  ['Cause', 'CausePath'],
  ['TimeoutSeconds', 'TimeoutSecondsPath'],
  ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ['ItemSelector', 'Parameters'],
  ['ItemProcessor', 'Iterator'],
  ['ItemsPath', 'ItemReader'],
  ['Items', 'ItemReader'],
  ['MaxConcurrency', 'MaxConcurrencyPath'],
  ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
];

/** What a schema can't say of one state: fields that exclude or need each other, and what only the engine knows. */
export function checkState(name: string, state: State, location: string, surroundings: Surroundings): Diagnostic[] {
  const { language } = surroundings;
  return [
    ...checkLanguage(state, location, language),
    ...exclusive.flatMap((fields) => {
      const present = fields.filter((field) => field in state);
      return present.length > 1 ? [schemaFailure(`Only one of ${present.join(' and ')} may be there`, location)] : [];
    }),
    ...checkTransition(state, location),
    ...(languageOf(state, language) === 'JSONPath' ? checkTemplate(state, location) : []),
    ...('Retry' in state ? checkErrorNames(state.Retry, `${location}/Retry`) : []),
    ...('Catch' in state ? checkErrorNames(state.Catch, `${location}/Catch`) : []),
    ...checkOfType(name, state, location, surroundings),
  ];
}

function checkTransition(state: State, location: string): Diagnostic[] {
  if (state.Type === 'Choice') {
    return state.Choices.flatMap(({ Next }, index) =>
      Next === undefined ? [schemaFailure('The field Next is required', `${location}/Choices/${index}`)] : [],
    );
  }
  if (state.Type === 'Succeed' || state.Type === 'Fail') return [];
  if (state.End === false) return [schemaFailure('End must be true', `${location}/End`)];
  if ((state.Next === undefined) !== (state.End === undefined)) return [];
  return [schemaFailure('A state has either Next or End', location)];
}

/** https://states-language.net/#retrying-after-error: States.ALL stands alone, and last. */
function checkErrorNames(handlers: readonly { ErrorEquals: string[] }[], location: string): Diagnostic[] {
  return handlers.flatMap(({ ErrorEquals }, index) => {
    const here = `${location}/${index}/ErrorEquals`;
    if (!ErrorEquals.includes('States.ALL')) return [];
    if (ErrorEquals.length > 1) return [schemaFailure('States.ALL must be the only error name of its list', here)];
    return index < handlers.length - 1 ? [schemaFailure('States.ALL must be in the last of the list', here)] : [];
  });
}

function checkOfType(
  name: string,
  state: State,
  location: string,
  { integrations, mocks, language }: Surroundings,
): Diagnostic[] {
  switch (state.Type) {
    case 'Task':
      return integrationOf(state.Resource, integrations) || mocks?.mocksState(name)
        ? []
        : [unknownResource(state.Resource, location, integrations)];
    case 'Wait':
      return checkWait(state, location, languageOf(state, language));
    case 'Fail':
      return (['ErrorPath', 'CausePath'] as const).flatMap((field) => {
        const expression = state[field];
        return expression === undefined || isExpression(expression)
          ? []
          : [schemaFailure('The value must be a valid JSONPath or intrinsic function', `${location}/${field}`)];
      });
    case 'Map':
      return checkMap(state, location);
    default:
      return [];
  }
}

function checkWait(state: WaitState, location: string, language: 'JSONPath' | 'JSONata'): Diagnostic[] {
  if (!['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].some((field) => field in state)) {
    return [schemaFailure('A Wait state has one of Seconds, SecondsPath, Timestamp and TimestampPath', location)];
  }
  if (state.Timestamp === undefined || instantOf(state.Timestamp) !== undefined) return [];
  if (language === 'JSONata' && expressionIn(state.Timestamp) !== undefined) return [];
  return [schemaFailure('The value must be an RFC 3339 timestamp like 2024-01-01T12:00:00Z', `${location}/Timestamp`)];
}

function unknownResource(resource: string, location: string, integrations: Integrations): Diagnostic {
  const known = Object.keys(integrations).flatMap((name) => /^arn:aws:states:::(.+)$/.exec(name)?.[1] ?? []);
  const service = serviceOf(resource.replace(/^arn:[^:]*:states:::/, ''));
  const siblings = known.filter((name) => serviceOf(name) === service);
  const there =
    siblings.length > 0
      ? `Of ${service} there are: ${siblings.join(', ')}`
      : `There are those of: ${[...new Set(known.map(serviceOf))].join(', ') || 'none'}`;
  const message = `The resource ${resource} has no integration here. ${there}. A state that is mocked may have any`;
  return schemaFailure(message, `${location}/Resource`);
}

/** `aws-sdk:s3` of `aws-sdk:s3:getObject`. */
const serviceOf = (name: string): string => name.replace(/:[^:]*$/, '');

/** AWS lets the tolerances stand in an inline Map, and doesn't heed them. */
const distributedOnly = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

function checkMap(state: MapState, location: string): Diagnostic[] {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (!processor) return [schemaFailure('The field ItemProcessor is required', location)];
  if (processor.ProcessorConfig.Mode === 'DISTRIBUTED') return [];
  return distributedOnly
    .filter((field) => field in state)
    .map((field) => schemaFailure(`${field} needs ProcessorConfig.Mode DISTRIBUTED`, `${location}/${field}`));
}

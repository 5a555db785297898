import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isObject, parseJson, property, type JsonObject, type JsonValue } from '../local/step-functions/json';
import { UsageError } from './usage-error';

export interface DefinitionFile {
  path: string;
  /** As written. */
  text: string;
  json: JsonObject;
}

/** Files that have a state machine inside, by a field they have and a definition hasn't. */
const wrappers: readonly (readonly [field: string, what: string, remedy: string])[] = [
  [
    'AWSTemplateFormatVersion',
    'a CloudFormation template',
    "take the machine's Definition or DefinitionString out of it",
  ],
  ['Resources', 'a CloudFormation template', "take the machine's Definition or DefinitionString out of it"],
  ['resource', 'a Terraform configuration', "take the aws_sfn_state_machine's definition out of it"],
  ['stepFunctions', 'a Serverless configuration', "take the machine's definition out of it"],
  ['definition', 'an answer of DescribeStateMachine', 'take its definition out: jq -r .definition'],
  ['StateMachines', 'a mock configuration', 'hand it over with --mocks, and the definition in its place'],
];

/** @throws UsageError when it isn't a file of Amazon States Language in JSON */
export async function readDefinition(path: string): Promise<DefinitionFile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`"${path}" can't be read: ${reason(cause)}`, { cause });
  });
  const json = parse(path, text);
  if (!isObject(json)) throw new UsageError(`"${path}" is no JSON object. A definition has StartAt and States.`);
  if (property(json, 'States') === undefined) {
    const wrapper = wrappers.find(([field]) => property(json, field) !== undefined);
    if (wrapper) {
      const [, what, remedy] = wrapper;
      throw new UsageError(`"${path}" is ${what}, not a definition in Amazon States Language: ${remedy}.`);
    }
  }
  return { path, text, json };
}

function parse(path: string, text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (/^\s*resource\s+"/m.test(text)) {
      throw new UsageError(`"${path}" is a Terraform configuration: take the aws_sfn_state_machine's definition out of it, as JSON.`); // prettier-ignore
    }
    if (/^(AWSTemplateFormatVersion|Resources):/m.test(text)) {
      throw new UsageError(`"${path}" is a CloudFormation template: take the machine's definition out of it, as JSON.`);
    }
    if (/^(---|Comment:|StartAt:|States:)/m.test(text)) {
      throw new UsageError(`"${path}" is YAML: Step Functions takes JSON. Convert it, for example with yq -o json.`);
    }
    throw new UsageError(`"${path}" is no JSON: ${reason(error)}`, { cause: error });
  }
}

/** order.asl.json is a machine called order. */
export function machineNameOf(path: string): string {
  const stem = basename(path).replace(/(\.asl)?\.json$/, '');
  return stem.replace(/[^\w-]+/g, '-').slice(0, 80) || 'machine';
}

const functionArn = /^arn:aws[\w-]*:lambda:/;
const lambdaInvoke = /^arn:aws[\w-]*:states:::lambda:invoke/;

/** The Lambda functions that its tasks name, wherever in the definition they stand. */
export function functionsNamed(json: JsonValue): string[] {
  return [...new Set(invocations(json))].sort();
}

function invocations(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(invocations);
  if (!isObject(value)) return [];
  const inside = Object.values(value).flatMap(invocations);
  const resource = property(value, 'Resource');
  if (property(value, 'Type') !== 'Task' || typeof resource !== 'string') return inside;
  if (functionArn.test(resource)) return [resource, ...inside];
  if (!lambdaInvoke.test(resource)) return inside;
  const given = [property(value, 'Parameters'), property(value, 'Arguments')].filter(isObject);
  const names = given.flatMap((it) => [property(it, 'FunctionName'), property(it, 'FunctionName.$')]);
  return [...names.filter((name) => typeof name === 'string'), ...inside];
}

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

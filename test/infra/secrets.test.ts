import { type Loss, type Property, changed, put, testProperties } from './properties';
import type { Stack } from './stack';
import { synthesize } from './synthesize';

/** Names of arguments and variables that hold what nobody else may know. */
const secretNames = /(^|[_-])(access_key|secret_key|secret|password|passwd|token|private_key|api_?key|credentials?)$/i;

/** What such values look like, whatever their name. */
const secretValues = [
  // An access key of AWS and its secret: 40 characters of base64 with small and capital letters and digits.
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /(?<![\w/+=])(?=[\w/+]*\d)(?=[\w/+]*[a-z])(?=[\w/+]*[A-Z])[A-Za-z0-9/+]{40}(?![\w/+=])/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\bgh[pousr]_\w{36}/,
  /\beyJ[\w-]+\.eyJ[\w-]+\./,
  /:\/\/[^/\s:@]+:[^/\s@]+@/,
];

/** Everything in a document that looks like a credential, by its name or by itself; also within JSON in texts. */
function* secretsIn(value: unknown, name = ''): Generator<string> {
  if (typeof value === 'string') {
    const inner = parsed(value);
    if (inner !== undefined) yield* secretsIn(inner, name);
    else if (secretNames.test(name) || secretValues.some((secret) => secret.test(value))) yield `${name}: ${value}`;
  } else if (typeof value === 'object' && value !== null) {
    // A container's variables are a list of names and values.
    if ('name' in value && 'value' in value) yield* secretsIn(value.value, String(value.name));
    for (const [key, inner] of Object.entries(value)) yield* secretsIn(inner, Array.isArray(value) ? name : key);
  }
}

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const provider = (argument: string) => (): Loss[] => [
  {
    what: `the provider has ${argument}`,
    change: ({ document }) => put(document.provider.aws, ['0', argument], 'Example'),
  },
];

const secret = `wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE0KY`;
const container = (name: string, value: string) => (stack: Stack) =>
  stack.all('aws_ecs_task_definition').map(({ path, type }) => ({
    what: `${path} has the variable ${name}`,
    change: (copy: Stack) => {
      const { values } = copy.one(type, path);
      values.container_definitions = JSON.stringify([{ environment: [{ name, value }] }]);
    },
  }));

const properties: Property[] = [
  {
    name: 'there is no credential anywhere in what Terraform is given',
    holds: ({ document }) => expect([...secretsIn(document)]).toEqual([]),
    takeAway: [
      ...['access_key', 'secret_key', 'token'].map(provider),
      changed('aws_lambda_function', 'environment.variables.DATABASE_PASSWORD', 'hush'),
      changed('aws_lambda_function', 'environment.variables.SOMETHING', secret),
      changed('aws_lambda_function', 'environment.variables.SOMETHING', `AKIAIOSFODNN7EXAMPLE`),
      changed('aws_lambda_function', 'environment.variables.SOMETHING', '-----BEGIN RSA PRIVATE KEY-----'),
      changed('aws_lambda_function', 'environment.variables.SOMETHING', `ghp_${'a1'.repeat(18)}`),
      changed('aws_sns_topic', 'display_name', 'https://somebody:hush@example.com'),
      container('API_KEY', 'hush'),
      container('SOMETHING', secret),
    ],
  },
];

describe('public', () => testProperties(synthesize(), properties));
describe('private', () => testProperties(synthesize({ network: { kind: 'private' } }), properties));

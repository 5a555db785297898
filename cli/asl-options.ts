import * as z from 'zod';
import { TypedAddress, refuseUnless } from './typed-options';
import { UsageError } from './usage-error';

/** What commander hands over for `asl`: texts as typed. */
const Typed = z.object({
  input: z.string().default('{}'),
  name: z
    .string()
    .regex(/^[\w-]{1,80}$/, 'a machine’s name has up to 80 letters, digits, - and _')
    .optional(),
  mocks: z.string().min(1).optional(),
  case: z.string().min(1).optional(),
  lambdaEndpoint: TypedAddress.optional(),
  endpoint: z.url({ protocol: /^https?$/, error: 'write an address such as http://127.0.0.1:4566' }).optional(),
  roleArn: z.string().startsWith('arn:', 'write the ARN of an IAM role').optional(),
  type: z.enum(['STANDARD', 'EXPRESS']).default('STANDARD'),
  validate: z.boolean().default(false),
  json: z.boolean().default(false),
  fast: z.boolean().default(false),
});

export interface AslOptions {
  /** As typed: JSON, @file, or - for standard input. */
  input: string;
  name: string | undefined;
  mocks: string | undefined;
  testCase: string | undefined;
  lambdaEndpoint: string | undefined;
  endpoint: string | undefined;
  roleArn: string | undefined;
  type: 'STANDARD' | 'EXPRESS';
  validate: boolean;
  json: boolean;
  fast: boolean;
}

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseAslOptions(typed: unknown): AslOptions {
  const given = refuseUnless(Typed.safeParse(typed), typed);
  const options: AslOptions = {
    input: given.input,
    name: given.name,
    mocks: given.mocks,
    testCase: given.case,
    lambdaEndpoint: given.lambdaEndpoint,
    endpoint: given.endpoint,
    roleArn: given.roleArn,
    type: given.type,
    validate: given.validate,
    json: given.json,
    fast: given.fast,
  };
  refuseContradictions(options);
  return options;
}

function refuseContradictions({
  mocks,
  testCase,
  endpoint,
  lambdaEndpoint,
  roleArn,
  fast,
  validate,
}: AslOptions): void {
  if (endpoint === undefined) {
    if (roleArn !== undefined)
      throw new UsageError('--role-arn goes with --endpoint: the embedded engine asks for no role.');
    if (testCase !== undefined && mocks === undefined) {
      throw new UsageError(`--case "${testCase}" is a test case of which file? Name it with --mocks FILE.`);
    }
    if (mocks !== undefined && testCase === undefined && !validate) {
      throw new UsageError(`Which test case of "${mocks}"? Name it with --case NAME.`);
    }
    return;
  }
  if (fast) throw new UsageError('--fast works on the embedded engine only: leave out --endpoint, or --fast.');
  if (mocks !== undefined) {
    throw new UsageError(`--mocks "${mocks}" works on the embedded engine only: hand the file to what runs at --endpoint, and name the case with --case.`); // prettier-ignore
  }
  if (lambdaEndpoint !== undefined) {
    throw new UsageError('--lambda-endpoint works on the embedded engine only: tell what runs at --endpoint where its functions are.'); // prettier-ignore
  }
}

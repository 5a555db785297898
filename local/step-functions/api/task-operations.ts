import * as z from 'zod';
import { ApiError } from './api-error';
import { parseJson, type JsonValue } from '../json';
import { operation, type Operation } from './operation';
import { isTooLarge, payloadLimit } from '../states/payload-limit';
import type { TaskTokens } from '../executions/task-tokens';

const ofToken = z.object({ taskToken: z.string().min(1) });

/** Operations for who was given a task's token: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token */
export const taskOperations = (tokens: TaskTokens): [string, Operation][] => [
  operation('SendTaskSuccess', ofToken.extend({ output: z.string() }), ({ taskToken, output }) => {
    tokens.succeed(taskToken, readOutput(output));
    return {};
  }),
  operation(
    'SendTaskFailure',
    ofToken.extend({ error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() }),
    ({ taskToken, error, cause }) => {
      tokens.fail(taskToken, error, cause);
      return {};
    },
  ),
  operation('SendTaskHeartbeat', ofToken, ({ taskToken }) => {
    tokens.heartbeat(taskToken);
    return {};
  }),
];

function readOutput(text: string): JsonValue {
  if (isTooLarge(text)) {
    const message = `1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to ${payloadLimit}`;
    throw new ApiError('ValidationException', message);
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new ApiError('InvalidOutput', `Invalid Output: '${String(error)}'`);
  }
}

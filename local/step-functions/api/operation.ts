import * as z from 'zod';
import { ApiError } from './api-error';

/** An operation: reads its request, throws ApiError, answers what goes out as JSON. */
export type Operation = (request: unknown) => object | Promise<object>;

export const Paging = { maxResults: z.int().min(0).max(1000).optional(), nextToken: z.string().optional() };

/** Whether there is such a thing is another question. Throws ApiError. */
export const Arn = z.string().transform((text) => {
  if (text.startsWith('arn:')) return text;
  throw new ApiError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${text}'`);
});
export const ofMachine = z.object({ stateMachineArn: Arn });
export const ofExecution = z.object({ executionArn: Arn });
export const Tags = z
  .array(z.object({ key: z.string(), value: z.string() }))
  .default([])
  .transform((tags) => new Map(tags.map(({ key, value }) => [key, value])));

/** One entry of a table of operations: its name, and what it does with a request that its schema took. */
export function operation<S extends z.ZodType>(
  name: string,
  Request: S,
  run: (request: z.infer<S>) => object | Promise<object>,
): [string, Operation] {
  return [
    name,
    (request) => {
      const parsed = Request.safeParse(request);
      if (parsed.success) return run(parsed.data);
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new ApiError('ValidationException', `Invalid request to ${name}: ${problems.join('; ')}`);
    },
  ];
}

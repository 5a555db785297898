import * as z from 'zod';
import { KernelName } from '../pipeline/job-options';

export const usage = `usage: main.js segment <plan> <index> [kernels]
       main.js concat <plan>
       main.js illustrate <plan>

  plan     s3://bucket/key of the plan that PlanSegments wrote
  index    number of the segment, from 0
  kernels  comma separated: ${KernelName.options.join(', ')} (default: all of the plan's)`;

export type TaskCommand =
  | { name: 'segment'; planUri: string; index: number; kernels: KernelName[] | undefined }
  | { name: 'concat'; planUri: string }
  | { name: 'illustrate'; planUri: string };

const Uri = z.string().regex(/^s3:\/\/[^/]+\/.+$/);
const Kernels = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(KernelName).min(1));
const Arguments = z.union([
  z
    .tuple([z.literal('segment'), Uri, z.string().regex(/^\d+$/), Kernels.optional()])
    .transform(([name, planUri, index, kernels]) => ({ name, planUri, index: Number(index), kernels })),
  z.tuple([z.enum(['concat', 'illustrate']), Uri]).transform(([name, planUri]) => ({ name, planUri })),
]);

/** Undefined when the arguments are none of the commands. */
export function parseCommand(args: readonly string[]): TaskCommand | undefined {
  const result = Arguments.safeParse(args);
  return result.success ? result.data : undefined;
}

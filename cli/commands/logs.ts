import * as z from 'zod';
import { type AddCommand, aboutJob } from '../command';
import { logGroupsOf, readLines } from '../log-lines';
import { showLogs } from '../logs';
import { placeOf, withStage } from '../stage';
import { StageOptions } from '../stage-options';
import { TypedDuration } from '../typed-duration';
import { TypedNumber, refuseUnless } from '../typed-options';

const Since = z.union([TypedDuration, z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'write how long ago, such as 10m or 2h, or a time such as 2026-03-01T12:00:00Z',
});
const Typed = StageOptions.extend({
  segment: TypedNumber.pipe(z.number().int().min(0)).optional(),
  task: z.string().min(1).optional(),
  attempt: TypedNumber.pipe(z.number().int().min(1)).optional(),
  follow: z.boolean().default(false),
  since: Since.optional(),
});

const examples = `
Examples:
  framefleet logs 3f0a9c41
  framefleet logs 3f0a9c41 --segment 3 --attempt 2
  framefleet logs 3f0a9c41 --task concat
  framefleet logs 3f0a9c41 --follow --since 10m
  framefleet logs 3f0a9c41 --stage dev --json | jq 'select(.level == "ERROR")'

Times are in UTC. Not among them: lines without a job's id, such as Lambda's own, and what a task's program says that dies; on AWS
these are in the task's stream, which --json names as logStream.

Exit codes: 0 told, whatever there was, 1 no such job, 2 wrong usage, 130 interrupted.`;

export const logs: AddCommand = (program, perform) => {
  aboutJob(program, 'logs', "print what a job's tasks and functions have written, in the order of time")
    .option('--segment <number>', 'only of this segment, from 0')
    .option('--task <name>', 'only of this task or function: fused, grayscale, motion, concat, probe, …')
    .option('--attempt <number>', 'only of this attempt, from 1')
    .option('--since <time>', 'only what was written since: 10m, 2h, or a time such as 2026-03-01T12:00:00Z')
    .option('--follow', 'go on until the job has ended')
    .option('--json', 'print a line of JSON for each: what was written, and logGroup and logStream')
    .addHelpText('after', examples)
    .action((job: string, typed: unknown) => {
      const { since, ...options } = refuseUnless(Typed.safeParse(typed), typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt('');
        return withStage(placeOf(options, surroundings), ({ clients, names, ...stage }) => {
          const groups = logGroupsOf(names);
          const lines = (jobId: string, from: number) => readLines(clients.logs, groups, { jobId, from, signal });
          return showLogs(job, { ...stage, readLines: lines }, { ...options, since: asTime(since) }, terminal, signal);
        });
      });
    });
};

const asTime = (since: z.infer<typeof Since> | undefined): number | undefined =>
  typeof since === 'number' ? Date.now() - since * 1000 : since === undefined ? undefined : Date.parse(since);

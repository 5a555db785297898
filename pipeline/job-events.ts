import * as z from 'zod';
import { JobError } from './job';
import { Source } from './source';

/** Who announces: the `source` of every event on the stage's bus. */
export const eventSource = 'framefleet';

/** Of the details below: it is raised when a field goes, or means something else. New fields may come at any time. */
export const eventVersion = 1;

const about = {
  version: z.literal(eventVersion),
  jobId: z.string().min(1),
  /** The upload that the job is about. */
  source: Source,
  /** ARN of the execution that has, or had, the job. */
  executionId: z.string().min(1),
};

export const JobSucceeded = z.object({
  ...about,
  /** s3:// URIs of what the job has left, by kind; one that ends with / is a folder. */
  outputs: z.record(z.string(), z.string()),
});
export type JobSucceeded = z.infer<typeof JobSucceeded>;

/** Of a job that has failed, and of one that was cancelled. */
export const JobEnded = z.object({ ...about, error: JobError });
export type JobEnded = z.infer<typeof JobEnded>;

/** What a job does after it is planned, in this order; those that it doesn't need are left out. */
export const JobPhase = z.enum(['segments', 'concatenation', 'merging', 'illustrating']);
export type JobPhase = z.infer<typeof JobPhase>;

export const JobProgress = z.object({
  ...about,
  phase: JobPhase,
  /** Segments that are done, those of earlier runs included. */
  done: z.number().int().nonnegative(),
  /** Segments of the job. */
  of: z.number().int().positive(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** The detail-type of each event. */
export const JobEventType = z.enum(['Job Progress', 'Job Succeeded', 'Job Failed', 'Job Cancelled']);
export type JobEventType = z.infer<typeof JobEventType>;

/** The ends of jobs: what a webhook is told unless it asks for something else. */
export const jobEndings: readonly JobEventType[] = ['Job Succeeded', 'Job Failed', 'Job Cancelled'];

const eventOf = <Type extends JobEventType, Detail extends z.ZodType>(type: Type, detail: Detail) =>
  z.object({
    version: z.literal('0'),
    id: z.string(),
    'detail-type': z.literal(type),
    source: z.literal(eventSource),
    account: z.string(),
    time: z.iso.datetime(),
    region: z.string(),
    resources: z.array(z.string()),
    detail,
  });

/** An event as a rule's target, or a webhook, gets it: EventBridge's envelope around the detail. */
export const JobEvent = z.discriminatedUnion('detail-type', [
  eventOf('Job Progress', JobProgress),
  eventOf('Job Succeeded', JobSucceeded),
  eventOf('Job Failed', JobEnded),
  eventOf('Job Cancelled', JobEnded),
]);
export type JobEvent = z.infer<typeof JobEvent>;

/** The same for receivers in any language: JSON Schema, published as docs/events.schema.json. */
export const jobEventSchema = (): object => ({
  title: 'Events of framefleet jobs',
  // As whoever reads has them: fields that aren't known yet are no fault.
  ...z.toJSONSchema(JobEvent, {
    target: 'draft-2020-12',
    io: 'input',
    // A format says as much as zod's pattern for it, and is read by people.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  }),
});

/** Which events of the bus are meant: what the rules on AWS and those of the embedded bus match with. */
export const jobEventPattern = (types: readonly JobEventType[]) => ({
  source: [eventSource],
  'detail-type': [...types],
});

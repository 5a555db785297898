import * as z from 'zod';

/** Where a file lies that a job reads besides its video: in S3, or in the image of the tasks (on one machine: anywhere). */
export const FileUri = z
  .string()
  .regex(
    /^(?:s3:\/\/[^/]+\/.+|file:\/\/\/.+)$/,
    'Write s3://bucket/key, or file:///path of a file in the tasks’ image',
  );

/** A file that mustn't be another one than was meant. */
export const PinnedFile = z.strictObject({
  uri: FileUri,
  /** Of its content, as sha256sum prints it. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'Give the 64 digits that sha256sum prints')
    .transform((digits) => digits.toLowerCase()),
});
export type PinnedFile = z.infer<typeof PinnedFile>;

/** A model that a kernel runs, and as what. */
export interface ModelReference extends PinnedFile {
  /** What the kernel calls it: `objects`, `faces detector`. Unique among the models of a job. */
  role: string;
}

/** What was found out about a model before anything was paid for. */
export const ModelFacts = z.object({
  role: z.string(),
  sha256: z.string(),
  /** Of its file. */
  bytes: z.number().int().positive(),
  /** Of the pictures that it takes, in pixels; those that leave it open get what the job asks for. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** vCPU seconds for one picture, as measured where it was checked. */
  secondsPerPicture: z.number().nonnegative(),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

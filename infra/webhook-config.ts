import * as z from 'zod';
import { JobEventType, jobEndings } from '../pipeline/job-events';

/** What API destinations take: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html */
const mostUrlCharacters = 2048;

/**
 * An address that is told of jobs. It stands in a file that is checked in, and so never holds the key: it names where the key
 * is when the stage is deployed.
 */
export const Webhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https$/, error: 'must be an https:// address, such as https://example.com/framefleet' })
      .max(mostUrlCharacters)
      .refine(
        hasNoPassword,
        'must not hold a name or a password: put the key into Secrets Manager and give secretName',
      ),
    /** Which events, by their detail-type. */
    events: z
      .array(JobEventType)
      .min(1)
      .default([...jobEndings]),
    /** That carries the key. */
    header: z
      .string()
      .max(512)
      .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of an HTTP header, such as x-framefleet-key')
      .default('x-framefleet-key'),
    /** Of a secret in Secrets Manager, in the stage's region, whose text is the key. */
    secretName: z
      .string()
      .regex(/^[\w/+=.@-]{1,512}$/, 'must be the name of a secret in Secrets Manager, such as framefleet/webhook')
      .optional(),
    /** Of a Terraform variable that holds the key: TF_VAR_<name> in the environment of whoever deploys. */
    keyVariable: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be the name of a Terraform variable, such as webhook_key')
      .optional(),
    /** Requests per second, at most; what comes faster waits. */
    perSecond: z.number().int().min(1).max(300).default(10),
  })
  .refine(({ secretName, keyVariable }) => (secretName === undefined) !== (keyVariable === undefined), {
    path: ['secretName'],
    message:
      'give either secretName (a secret in Secrets Manager) or keyVariable (a Terraform variable, set as TF_VAR_<name> where it is deployed)',
  });
export type Webhook = z.infer<typeof Webhook>;

function hasNoPassword(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}

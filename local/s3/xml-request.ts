import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod';
import type { Call } from './call';
import { ChecksumAlgorithm } from './checksums';
import { readText } from './request-body';
import { S3Error } from './s3-error';

/** 1,000 keys of 1,024 bytes, or 10,000 parts, with room for escapes. */
const LARGEST_XML_BYTES = 8 * 1024 * 1024;

const parser = new XMLParser({
  // A key may be "007", " a " or "&#13;": text stays text, blanks stay, references are resolved.
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => ['Object', 'Part', 'Tag'].includes(name),
});

export const DeleteRequest = z.object({
  Delete: z.object({
    Object: z
      .array(z.object({ Key: z.string().min(1), VersionId: z.string().optional() }))
      .min(1)
      .max(1000),
    Quiet: z.string().optional(),
  }),
});

const PartChecksums = Object.fromEntries(
  ChecksumAlgorithm.options.map((algorithm) => [`Checksum${algorithm.toUpperCase()}`, z.string().optional()]),
);

export const CompleteRequest = z.object({
  CompleteMultipartUpload: z.object({
    Part: z
      .array(
        z.looseObject({ PartNumber: z.coerce.number().int().min(1).max(10_000), ETag: z.string(), ...PartChecksums }),
      )
      .min(1)
      .max(10_000),
  }),
});
export type CompleteRequest = z.infer<typeof CompleteRequest>;

export const VersioningRequest = z.object({
  VersioningConfiguration: z.object({ Status: z.enum(['Enabled', 'Suspended']) }),
});

export const TaggingRequest = z.object({
  Tagging: z.object({
    // An empty element is an empty text.
    TagSet: z.union([
      z.object({ Tag: z.array(z.object({ Key: z.string(), Value: z.string() })) }),
      z.literal('').transform(() => ({ Tag: [] })),
    ]),
  }),
});

/** The request's body, which has to be what the schema says. */
export async function readXml<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(call, LARGEST_XML_BYTES);
  const parsed = schema.safeParse(parseXml(text));
  if (!parsed.success) throw new S3Error('MalformedXML');
  return parsed.data;
}

function parseXml(text: string): unknown {
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- a truncated list must not pass; the successor is a package of its own
    return parser.parse(text, true);
  } catch {
    throw new S3Error('MalformedXML');
  }
}

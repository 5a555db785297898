import * as z from 'zod';
import { Json, orExpression, PathText, Template } from './fields';

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
const ReaderConfig = z.strictObject({
  InputType: z.enum(['JSON', 'JSONL', 'CSV', 'MANIFEST', 'PARQUET']).optional(),
  Transformation: z.enum(['NONE', 'LOAD_AND_FLATTEN']).optional(),
  ItemsPointer: z.string().optional(),
  CSVHeaderLocation: z.enum(['FIRST_ROW', 'GIVEN']).optional(),
  CSVHeaders: z.array(z.string()).optional(),
  CSVDelimiter: z.enum(['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']).optional(),
  MaxItems: orExpression(z.int().min(0).max(100_000_000)),
  MaxItemsPath: PathText.optional(),
});
export type ReaderConfig = z.infer<typeof ReaderConfig>;

export const ItemReader = z.strictObject({
  Resource: z.enum(['arn:aws:states:::s3:getObject', 'arn:aws:states:::s3:listObjectsV2']),
  ReaderConfig: ReaderConfig.optional(),
  Parameters: Template.optional(),
  Arguments: Json.optional(),
});
export type ItemReader = z.infer<typeof ItemReader>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html */
export const ItemBatcher = z.strictObject({
  BatchInput: Json.optional(),
  MaxItemsPerBatch: orExpression(z.int().min(1).max(100_000_000)),
  MaxItemsPerBatchPath: PathText.optional(),
  MaxInputBytesPerBatch: orExpression(z.int().min(1).max(262_144)),
  MaxInputBytesPerBatchPath: PathText.optional(),
});
export type ItemBatcher = z.infer<typeof ItemBatcher>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
export const ResultWriter = z.strictObject({
  Resource: z.literal('arn:aws:states:::s3:putObject').optional(),
  WriterConfig: z
    .strictObject({
      Transformation: z.enum(['NONE', 'COMPACT', 'FLATTEN']).optional(),
      OutputType: z.enum(['JSON', 'JSONL']).optional(),
    })
    .optional(),
  Parameters: Template.optional(),
  Arguments: Json.optional(),
});
export type ResultWriter = z.infer<typeof ResultWriter>;

/** What says over which items a Map runs, and what an iteration gets of one. */
export const itemFields = {
  Parameters: Json.optional(),
  ItemSelector: Json.optional(),
  ItemsPath: PathText.optional(),
  Items: Json.optional(),
  ItemReader: ItemReader.optional(),
  ItemBatcher: ItemBatcher.optional(),
  ResultWriter: ResultWriter.optional(),
  Label: z.string().min(1).max(40).optional(),
};

/** How many iterations run at once, and how many may fail. */
export const mapLimits = {
  MaxConcurrency: orExpression(z.int().min(0)),
  MaxConcurrencyPath: PathText.optional(),
  ToleratedFailureCount: orExpression(z.int().min(0)),
  ToleratedFailureCountPath: PathText.optional(),
  ToleratedFailurePercentage: orExpression(z.number().min(0).max(100)),
  ToleratedFailurePercentagePath: PathText.optional(),
};

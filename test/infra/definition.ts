import * as z from 'zod';
import type { AslGraph, AslState } from '../statemachine/asl-rules';
import type { Stack } from './stack';

const Placed: z.ZodType<AslState> = z.lazy(() =>
  z.looseObject({
    Type: z.string(),
    Parameters: z.record(z.string(), z.unknown()).optional(),
    TimeoutSeconds: z.number().optional(),
    Branches: z.array(Graph).optional(),
    ItemProcessor: Graph.optional(),
  }),
);
const Graph: z.ZodType<AslGraph> = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), Placed) });

export const parseDefinition = (text: string): AslGraph => Graph.parse(JSON.parse(text));

/** What the state machine of a stack does; Terraform's references stand in it as they are. */
export const definitionOf = (stack: Stack): AslGraph =>
  parseDefinition(stack.one('aws_sfn_state_machine').text('definition'));

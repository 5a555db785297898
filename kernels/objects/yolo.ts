import { PipelineError } from '../../pipeline/errors';
import type { ModelReference } from '../../pipeline/model';
import type { Box } from '../../pipeline/motion';
import type { Candidate } from '../models/nms';
import { type Output, type Shape, type Value, nameOf, shapeText } from '../models/session';
import { type YoloLayout, yoloLayouts } from './layouts';

const namesOfLayouts = { v8: 'v8 to v12', v5: 'v5, v7', v10: 'v10, v26' };

/** What is asked of a model's answers. */
export interface YoloReading {
  /** How many there are. */
  classes: number;
  /** Undefined: by the shape. */
  layout: YoloLayout | undefined;
}

/**
 * Finds the output that holds the boxes, by its shape and the number of classes.
 * @param outputs what came out for a picture
 * @param declared all that the model says it gives, for the message
 * @throws PipelineError InvalidModel when there is none, or more than one way to read it
 */
export function findBoxes(
  reference: ModelReference,
  outputs: readonly Output[],
  { classes, layout }: YoloReading,
  declared: readonly Value[],
): { output: Output; layout: YoloLayout } {
  const layouts = layout ? [layout] : yoloLayouts;
  const ways = outputs.flatMap((output) =>
    layouts.filter((one) => fits(output.shape, one, classes)).map((one) => ({ output, layout: one })),
  );
  const [way, another] = ways;
  if (way && !another) return way;
  const refuse = (what: string) =>
    new PipelineError('InvalidModel', `${nameOf(reference)} ${what}`, {
      figures: { role: reference.role, uri: reference.uri, classes, outputs: declaredText(declared) },
    });
  if (way && another) {
    const readings = ways.map(
      (one) => `${one.output.name} ${shapeText(one.output.shape)} as of ${namesOfLayouts[one.layout]}`,
    );
    throw refuse(
      `can be read in more than one way with ${classes} names: ${readings.join('; ')}. Say by the option layout which it is.`,
    );
  }
  const right = layouts.map((one) => `${shapeText(shapeOf(one, classes))} (${namesOfLayouts[one]})`).join(' or ');
  const found = outputs.length === 0 ? declaredText(declared) : outputs.map(({ shape }) => shapeText(shape)).join(', ');
  throw refuse(
    `gives ${found}; for ${classes} names, right would be ${right} in float32.${remedyFor(outputs, classes)}`,
  );
}

const declaredText = (values: readonly Value[]): string =>
  values.map(({ name, type, shape }) => `${name} ${type} ${shapeText(shape)}`).join(', ');

const shapeOf = (layout: YoloLayout, classes: number): Shape =>
  ({ v8: [1, 4 + classes, 'anchors'], v5: [1, 'anchors', 5 + classes], v10: [1, 'boxes', 6] })[layout];

const fits = (shape: readonly number[], layout: YoloLayout, classes: number): boolean =>
  shape.length === 3 && shapeOf(layout, classes).every((size, at) => typeof size === 'string' || size === shape[at]);

/** Most often it is the list of names that belongs to another model. */
function remedyFor(outputs: readonly Output[], classes: number): string {
  const shape = outputs.find((output) => output.shape.length === 3)?.shape;
  const [, rows = 0, columns = 0] = shape ?? [];
  const fitting = rows < columns ? rows - 4 : columns - 5;
  if (!shape || fitting < 1 || fitting === classes) return ' Give a YOLO detector.';
  return ` It looks like a model for ${fitting} names: give those that belong to it.`;
}

/**
 * The boxes whose best class scores at least `threshold`, in the model's order.
 * @throws PipelineError InvalidModel when a class has no name
 */
export function readBoxes(
  reference: ModelReference,
  { output, layout }: { output: Output; layout: YoloLayout },
  { classes, threshold }: { classes: number; threshold: number },
): Candidate[] {
  const { values, shape } = output;
  const [, rows = 0, columns = 0] = shape;
  const count = layout === 'v8' ? columns : rows;
  const at =
    layout === 'v8'
      ? (box: number, field: number) => values[field * columns + box] ?? 0
      : (box: number, field: number) => values[box * columns + field] ?? 0;
  const candidates: Candidate[] = [];
  for (let number = 0; number < count; number += 1) {
    const best = layout === 'v10' ? { class: at(number, 5), score: at(number, 4) } : bestOf(number);
    // What is no number is none of them.
    if (!(best.score >= threshold)) continue;
    const [a, b, c, d] = [at(number, 0), at(number, 1), at(number, 2), at(number, 3)];
    const box: Box = layout === 'v10' ? [a, b, c, d] : [a - c / 2, b - d / 2, a + c / 2, b + d / 2];
    if (!box.every(Number.isFinite)) continue;
    if (!Number.isInteger(best.class) || best.class < 0 || best.class >= classes) {
      const message = `${nameOf(reference)} sees something of class ${best.class}, but there are ${classes} names, from class 0 on: give those that belong to it.`;
      throw new PipelineError('InvalidModel', message, { figures: { class: best.class, names: classes } });
    }
    candidates.push({ box, ...best });
  }
  return candidates;

  function bestOf(box: number): { class: number; score: number } {
    const scores = layout === 'v8' ? 4 : 5;
    let [winner, most] = [0, -Infinity];
    for (let one = 0; one < classes; one += 1) {
      const score = at(box, scores + one);
      if (score > most) [winner, most] = [one, score];
    }
    return { class: winner, score: layout === 'v8' ? most : most * at(box, 4) };
  }
}

import { readFile } from 'node:fs/promises';
import { PipelineError } from '../../pipeline/errors';
import type { Plan } from '../../pipeline/plan';
import { sixDigits } from '../../pipeline/motion';
import type { ModelFiles } from '../kernel';
import { type Letterbox, type Size, fillPlanes, innerFilters, letterbox, relativeBox } from '../models/letterbox';
import { suppress } from '../models/nms';
import type { PictureKernel } from '../models/inspect-pictures';
import { type ImageModel, openModel } from '../models/session';
import { checkClasses } from './check-classes';
import { detectorRole, namesRole, objectsModels } from './models';
import { type ObjectsOptions, mostNames } from './options';
import type { SeenObject } from './records';
import { findBoxes, readBoxes } from './yolo';

/** A model of the YOLO family with the names of its classes. */
export interface Detector {
  model: ImageModel;
  /** Of the model's file. */
  path: string;
  /** Of the pictures that it takes. */
  input: Size;
  /** @param pixels rgb24, of the letterbox's inner size */
  detect(pixels: Uint8Array, box: Letterbox): Promise<SeenObject[]>;
}

/** The pictures that are looked at, and how. */
export const pictures: PictureKernel = {
  name: 'objects',
  everySeconds: ({ objects }) => objects.everySeconds,
  frame({ media, models }: Plan) {
    const facts = models.find(({ role }) => role === detectorRole);
    if (!facts)
      throw new PipelineError(
        'InvalidPlan',
        'A function shall look for objects, but the plan doesn’t say what pictures the model takes.',
      );
    return frameOf(letterbox(media.video, facts));
  },
  async open({ plan, models, threads }) {
    const detector = await openDetector(plan.options.objects, models, threads);
    const box = letterbox(plan.media.video, detector.input);
    return {
      ...frameOf(box),
      look: async (pts, pixels) => ({ pts, objects: await detector.detect(pixels, box) }),
      close: () => detector.model.close(),
    };
  },
};

const frameOf = (box: Letterbox) => ({ ...box.inner, filters: innerFilters(box) });

/** @throws PipelineError ModelNotFound, ModelMismatch, InvalidModel, RuntimeNotFound; InvalidOptions where a class has no name */
export async function openDetector(options: ObjectsOptions, models: ModelFiles, threads: number): Promise<Detector> {
  const names = await readNames(options, models);
  checkClasses(names, options.classes);
  const wanted = options.classes && new Set(options.classes.map((name) => names.indexOf(name)));
  const reference = objectsModels(options).find(({ role }) => role === detectorRole);
  if (!reference) throw new PipelineError('InvalidPlan', 'Objects are looked for, but the plan names no model.');
  const path = await models.fetch(reference);
  const model = await openModel(reference, path, threads);
  const input = { width: model.input.width ?? options.size, height: model.input.height ?? options.size };
  const values = 3 * input.width * input.height;
  const planes = model.input.type === 'float32' ? new Float32Array(values) : new Uint8Array(values);
  const normalization = { subtract: 0, divide: options.scale === 1 ? 255 : 1 };
  const reading = { classes: names.length, layout: options.layout === 'auto' ? undefined : options.layout };
  return {
    model,
    path,
    input,
    async detect(pixels, box) {
      fillPlanes(pixels, box, normalization, planes);
      const found = findBoxes(reference, await model.run(planes, input), reading, model.outputs);
      const all = readBoxes(reference, found, { classes: names.length, threshold: options.threshold });
      const asked = wanted ? all.filter((candidate) => wanted.has(candidate.class)) : all;
      // Where each thing has one box already, two that overlap are two things.
      const overlap = found.layout === 'v10' ? 1 : options.overlap;
      return suppress(asked, { overlap, most: options.most }).map((one) => {
        const name = names[one.class] ?? '';
        return { class: one.class, name, score: sixDigits(one.score), box: relativeBox(box, one.box) };
      });
    },
  };
}

/** Of a file: one in each line, to the last that isn't empty. */
async function readNames(options: ObjectsOptions, models: ModelFiles): Promise<readonly string[]> {
  if (Array.isArray(options.names)) return options.names;
  const reference = objectsModels(options).find(({ role }) => role === namesRole);
  if (!reference) throw new PipelineError('InvalidPlan', 'Objects are looked for, but the plan names no names.');
  const text = await readFile(await models.fetch(reference), 'utf8');
  const names = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.trim());
  const empty = names.indexOf('');
  if (names.length <= mostNames && empty < 0) return names;
  const what = empty < 0 ? `has ${names.length} lines` : `has no name in line ${empty + 1}`;
  const message = `The file of names, ${reference.uri}, ${what}. Right are 1 to ${mostNames} lines with a name in each, in the order of the model's classes.`;
  throw new PipelineError('InvalidModel', message, { figures: { uri: reference.uri, lines: names.length } });
}

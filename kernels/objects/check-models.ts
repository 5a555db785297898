import type { ModelFacts } from '../../pipeline/model';
import type { CheckContext } from '../kernel';
import { modelFacts } from '../models/check-model';
import { letterbox } from '../models/letterbox';
import { openDetector } from './detector';
import { objectsModels } from './models';

/** Has the model look at a gray picture, and reads its answer: that shows whether it belongs to the names. */
export async function checkModels({
  options,
  models,
  threads,
  filesAreElsewhere,
}: CheckContext): Promise<ModelFacts[]> {
  const files = objectsModels(options.objects);
  if (filesAreElsewhere && files.some(({ uri }) => uri.startsWith('file:'))) return [];
  const detector = await openDetector(options.objects, models, threads);
  const { model, path, input } = detector;
  try {
    const gray = new Uint8Array(3 * input.width * input.height).fill(128);
    return [await modelFacts(model, path, input, threads, () => detector.detect(gray, letterbox(input, input)))];
  } finally {
    await model.close();
  }
}

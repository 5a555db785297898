import { PipelineError } from '../../pipeline/errors';

/** @throws PipelineError InvalidOptions when a class is asked for that isn't among the names */
export function checkClasses(names: readonly string[], classes: readonly string[] | undefined): void {
  const unknown = classes?.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const some = `${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`;
  const message = `Of the classes asked for, the model has no "${unknown}". It knows ${names.length}: ${some}.`;
  throw new PipelineError('InvalidOptions', message, { figures: { class: unknown } });
}

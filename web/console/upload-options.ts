import * as z from 'zod';

/** The form as it is filled in: texts as typed, '' for what is left as it is by default. */
export interface UploadForm {
  kernels: readonly string[];
  segmentSeconds: string;
  mode: string;
  /** JSON. */
  further: string;
}

export const emptyForm: UploadForm = { kernels: ['grayscale', 'motion'], segmentSeconds: '', mode: '', further: '' };

/**
 * The options of a job as JSON text. Further options come last: they were typed on purpose.
 * @param drawn regions and masks
 * @throws Error in words for who has typed them
 */
export function optionsOf(form: UploadForm, drawn: object): string {
  const { kernels, segmentSeconds, mode, further } = form;
  if (kernels.length === 0) throw new Error('Choose at least one thing to do with the frames.');
  return JSON.stringify({
    kernels,
    ...(segmentSeconds.trim() === '' ? {} : { segmentSeconds: Number(segmentSeconds) }),
    ...(mode === '' ? {} : { mode }),
    ...drawn,
    ...readFurther(further),
  });
}

function readFurther(text: string): Record<string, unknown> {
  if (text.trim() === '') return {};
  let options: unknown;
  try {
    options = JSON.parse(text);
  } catch (cause) {
    throw new Error(`The further options are no JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  const read = z.record(z.string(), z.unknown()).safeParse(options).data;
  if (!read) throw new Error('The further options are no object: write them as {"name": value}.');
  return read;
}

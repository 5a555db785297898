import { Preset } from '../../kernels/faces/presets';
import { type AddCommand, named, stoppingTasks } from '../command';
import { enrolFaces, listFaces } from '../faces';
import { parseEnrolOptions, parseListOptions } from '../faces-options';

const enrolExamples = `
The folder holds a folder for each person, named after them, with pictures; or <name>.jpg, where one picture does.

Examples:
  framefleet faces enrol people --detector yunet.onnx --embedder sface.onnx
  framefleet faces enrol people --detector s3://models/scrfd.onnx --embedder w600k_r50.onnx --preset arcface --out staff.json

Exit codes: 0 the gallery is written, 1 nobody could be enrolled or a model is unfit, 2 wrong usage, 130 interrupted.`;

const listExamples = `
Examples:
  framefleet faces list gallery.json

Exit codes: 0 told, 1 it is no gallery, 2 wrong usage.`;

/** The commands about people that jobs recognise. */
export const faces: AddCommand = (program, perform) => {
  const galleries = named(
    program,
    'faces',
    'make and show galleries: the people whom the kernel faces recognises (docs/faces.md)',
  );
  galleries
    .command('enrol')
    .description('make a gallery from a folder of pictures')
    .showHelpAfterError('Try framefleet faces enrol --help.')
    .argument('<folder>', 'of pictures: jpg, png or webp')
    .requiredOption(
      '--detector <model>',
      'path, file:// or s3:// URI of the ONNX model; its checksum may follow: #sha256=…',
    )
    .requiredOption('--embedder <model>', 'the same of the model that tells faces apart')
    .option('--out <file>', 'the gallery', 'gallery.json')
    .option('--preset <name>', `of the embedder: ${Preset.options.join(' or ')} (default: sface)`)
    .option('--channels <order>', 'of the embedder’s colours, rgb or bgr (default: the preset’s)')
    .option('--mean <n>', 'subtracted from each level, 0 to 255 (default: the preset’s)')
    .option('--std <n>', 'what the difference is divided by (default: the preset’s)')
    .option('--size <n>', 'pixels of the detector’s square input, where its model leaves that open (default: 640)')
    .option('--threshold <n>', 'least score of a face, 0 to 1 (default: 0.6)')
    .option('--json', 'print one line of JSON: path, sha256, people, refused')
    .addHelpText('after', enrolExamples)
    .action((folder: string, typed: unknown) =>
      perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt(stoppingTasks);
        return enrolFaces(folder, parseEnrolOptions(typed), terminal, { surroundings, signal });
      }),
    );
  galleries
    .command('list')
    .description('say who is in a gallery')
    .showHelpAfterError('Try framefleet faces list --help.')
    .argument('<gallery>', 'file that framefleet faces enrol has written')
    .option('--json', 'print one line of JSON: sha256, embedder, people')
    .addHelpText('after', listExamples)
    .action((gallery: string, typed: unknown) =>
      perform(({ terminal }) => listFaces(gallery, parseListOptions(typed), terminal)),
    );
};

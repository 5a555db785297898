import type { Command } from 'commander';
import { Inspect } from '../pipeline/job-options';
import { PictureFormat, PicturesAt } from '../kernels/pictures/options';
import { Preset } from '../kernels/faces/presets';

/** The options about pictures, histograms, objects and faces; what there is besides, `--options` can say. */
export const kernelFlags = (command: Command): Command =>
  command
    .option(
      '--every <s>',
      'seconds between two pictures, also those that objects and faces are looked for in (default: 1)',
    )
    .option('--pictures-at <what>', `${PicturesAt.options.join(', ')} (default: interval)`)
    .option('--picture-format <name>', `${PictureFormat.options.join(', ')} (default: jpeg)`)
    .option('--bins <n>', 'of each histogram: 16, 32, 64, 128 or 256 (default: 16)')
    .option('--arrow', 'histograms as an Arrow file, too')
    .option('--model <model>', 'detector of objects: path or URI of an ONNX model, its checksum may follow: #sha256=…')
    .option('--names <names>', 'what its classes are called: person,car,… or a file with a name in each line')
    .option('--annotate-objects', 'pictures with boxes drawn in')
    .option('--face-detector <model>', 'an ONNX model that finds faces (docs/faces.md)')
    .option('--face-embedder <model>', 'an ONNX model that tells faces apart')
    .option('--face-preset <name>', `of the embedder: ${Preset.options.join(' or ')} (default: sface)`)
    .option('--gallery <file>', 'people to be recognised, as framefleet faces enrol writes them')
    .option('--inspect <where>', `who runs models: ${Inspect.options.join(', ')} (default: auto)`)
    .option('--options <json>', 'any other options of a job: JSON as an upload carries it, or @file');

import { type AddCommand, atStage, named } from '../command';
import { jobFlags } from '../job-flags';
import { placeOf, withStage } from '../stage';
import { submit as submitVideos } from '../submit';
import { parseSubmitOptions } from '../submit-options';
import { stateFolder, uploadNote } from '../upload-note';

const examples = `
Examples:
  framefleet submit holiday.mp4 --follow
  framefleet submit clips/ --kernels motion --clips
  framefleet submit yard.mkv gate.mkv --prefix 2024/may --stage dev
  framefleet submit s3://archive/film.mov --stage dev         copied within S3
  framefleet submit s3://<input bucket>/film.mov --crf 18     nothing is uploaded: another job of the same video

A large file is uploaded in parts. Interrupted, by Ctrl-C or otherwise, the same command goes on with the parts that are missing, as long
as the file and the options are the same. Standard output gets a line for each job: its id and its key.

Exit codes: 0 submitted, with --follow all succeeded, 1 a video couldn't be submitted or a job failed, 2 wrong usage, 130 interrupted.`;

export const submit: AddCommand = (program, perform) => {
  const command = named(program, 'submit', 'upload videos to a stage, which runs a job for each').argument(
    '<video...>',
    'paths of video files, folders of them, or s3://bucket/key',
  );
  atStage(command)
    .option('--prefix <prefix>', 'before each key in the input bucket, such as clips/2024')
    .option('--recursive', 'folders with what lies in their folders')
    .option('--follow', 'watch the jobs to their ends')
    .option('--wait', 'the same')
    .option('--json', 'print one document of JSON: jobs and failed; with --follow at the end');
  jobFlags(command, { segmentSeconds: "the stage's", maxConcurrency: "the stage's" })
    .addHelpText('after', examples)
    .action((videos: string[], typed: unknown) => {
      const options = parseSubmitOptions(typed);
      return perform(({ terminal, surroundings, signal, atInterrupt }) => {
        atInterrupt('');
        const place = placeOf(options, surroundings);
        const folder = stateFolder(surroundings);
        return withStage(
          place,
          ({ clients, names: { inputBucket: bucket }, jobs, executions, stepFunctions, region }) => {
            const at = place.clients.endpoint ?? region;
            return submitVideos(
              videos,
              {
                ...{ s3: clients.s3, inputBucket: bucket, jobs, executions, stepFunctions },
                noteOf: ({ path, key }) => uploadNote(folder, { at, bucket, key, path }),
              },
              options,
              terminal,
              signal,
            );
          },
        );
      });
    });
};

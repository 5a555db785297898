import type { Command } from 'commander';
import { Container, KernelName, Mode } from '../pipeline/job-options';
import { kernelFlags } from './kernel-flags';
import { motionFlags } from './motion-flags';

/** What is used where nothing is said; for people. */
interface Defaults {
  segmentSeconds: string;
  maxConcurrency: string;
}

/** The options of a job, for every command that begins some. */
export function jobFlags(command: Command, { segmentSeconds, maxConcurrency }: Defaults): Command {
  command
    .option('--segment-seconds <n>', `target length of a segment (default: ${segmentSeconds})`)
    .option('--max-concurrency <n>', `segments worked on at once (default: ${maxConcurrency})`)
    .option('--mode <mode>', `${Mode.options.join(', ')}: one task per segment, or one per kernel (default: auto)`)
    .option(
      '--kernels <names>',
      `what to do with the frames: ${KernelName.options.join(', ')} (default: grayscale,motion)`,
    )
    .option('--crf <n>', 'quality of the gray video: 0 is lossless, 51 the worst (default: 23)')
    .option('--container <name>', `of the gray video: ${Container.options.join(' or ')} (default: mp4)`)
    .option('--max-cost-usd <n>', 'refuse the job when its likely cost on AWS is estimated above so many dollars');
  return kernelFlags(motionFlags(command));
}

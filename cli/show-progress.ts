import { SingleBar } from 'cli-progress';
import type { JobRecord } from '../pipeline/job';

/** How far something has come, in frames. */
export interface Progressed {
  done: number;
  total: number;
  phase: string;
}

export interface Progress {
  show: (progressed: Progressed) => void;
  /** Gives the terminal back. */
  end(): void;
}

/** How far a job has come, in frames over all of its tasks. */
export function countProgress(record: JobRecord): Progressed {
  const { media, plan, segments, illustration } = record;
  const frames = media?.video.frameCount ?? 0;
  if (illustration) return { done: Math.min(illustration.frames, frames), total: frames, phase: 'illustrating' };
  const total = frames * (plan?.tasks.length ?? 1);
  const done = segments.flatMap(({ tasks }) => tasks).reduce((sum, task) => sum + task.frames, 0);
  return { done: Math.min(done, total), total, phase: phaseOf(record) };
}

function phaseOf({ media, plan, segments, concatenation }: JobRecord): string {
  if (!media) return 'probing';
  if (!plan) return 'planning';
  if (concatenation) return concatenation.state === 'DONE' ? 'merging' : 'joining';
  const finished = segments.filter(({ state }) => state === 'DONE').length;
  return `segments ${finished}/${plan.segmentCount}`;
}

/** A bar that moves by frames on a terminal; a line now and then elsewhere; nothing when it should be quiet. */
export function showProgress(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { show: () => undefined, end: () => undefined };
  return stream.isTTY ? progressBar(stream) : progressLines(stream);
}

function progressBar(stream: NodeJS.WriteStream): Progress {
  const format = '{bar} {percentage}% | {value}/{total} frames | {phase}';
  const bar = new SingleBar({
    stream,
    format,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  let started = false;
  return {
    show({ done, total, phase }) {
      if (total === 0) return;
      if (!started) bar.start(total, 0, { phase });
      started = true;
      bar.setTotal(total);
      bar.update(done, { phase });
    },
    end: () => bar.stop(),
  };
}

/** A new line for each new phase and each further tenth of the frames. */
function progressLines(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return {
    show({ done, total, phase }) {
      const tenths = total === 0 ? 0 : Math.floor((done / total) * 10);
      if (`${phase} ${tenths}` === last) return;
      last = `${phase} ${tenths}`;
      stream.write(`${phase}: ${done}/${total} frames\n`);
    },
    end: () => undefined,
  };
}

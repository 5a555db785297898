import type { MotionOptions } from './options';
import { type Clip, type Material, cutEventClips } from './cut-event-clips';
import type { Tools } from '../kernel';
import { drawMotion } from './draw-motion';

/** What has become of what; files are the listener's, and gone when it returns. */
export interface Illustrations {
  onClip: (clip: Clip) => Promise<void>;
  onAnnotated: (path: string) => Promise<void>;
  onProgress: (progressed: { done: number; total: number; phase: string }) => void;
}

/** Whether there is anything to make. */
export const isIllustrated = ({ clips, annotate }: MotionOptions): boolean => clips !== 'none' || annotate;

/**
 * Makes what a job's owner has asked for besides the report: clips of the events, and the video with all of it drawn in.
 * @param wanted `name` is what the video is called, and its results
 */
export async function illustrate(
  tools: Tools,
  material: Material & { framesPath: string },
  { clips, annotate, name }: Pick<MotionOptions, 'clips' | 'annotate'> & { name: string },
  { onClip, onAnnotated, onProgress }: Illustrations,
): Promise<void> {
  const { frameCount } = material.report.video;
  if (clips !== 'none') {
    const { length } = material.report.events;
    await cutEventClips(tools, material, { how: clips, name }, async (clip, number) => {
      await onClip(clip);
      const done = material.report.events[number - 1]?.endFrame ?? 0;
      onProgress({ done: Math.min(done, frameCount), total: frameCount, phase: `clip ${number} of ${length}` });
    });
  }
  if (!annotate) return;
  await onAnnotated(
    await drawMotion(tools, material, (done) => onProgress({ done, total: frameCount, phase: 'drawing' })),
  );
}

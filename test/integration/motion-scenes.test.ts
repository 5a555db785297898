import { clipOf } from '../../bench/motion/clips';
import { detectOurs } from '../../bench/motion/detect-ours';
import { matchEvents } from '../../bench/motion/score';
import { scenes } from '../../bench/motion/scenes/scenes';
import { createLog } from '../../aws/log';
import { temporaryFolder, tools } from '../tools';

/** One scene of each sort of trouble; `npm run bench:motion` has them all. */
const kinds = ['people', 'light switch', 'empty, insects', 'clouds', 'stands for 20 s'];

describe('drawn scenes, whose truth is known', () => {
  const folder = temporaryFolder('all');

  test.each(kinds)('%s: every event, and no other', async (kind) => {
    const { ffmpeg, ffprobe } = await tools();
    const [scene] = scenes([1], [kind]);
    if (!scene) throw new Error(`There is no scene of ${kind}`);
    const clip = await clipOf(ffmpeg, scene, folder());
    const log = createLog('test', () => undefined);
    const here = { ffmpeg, ffprobe, log, folder: folder(), threads: 1, signal: new AbortController().signal };
    const { events, frames } = await detectOurs(here, { ...scene, ...clip });

    expect(frames).toHaveLength(clip.truth.frames.length);
    expect(events).toHaveLength(clip.truth.events.length);
    expect(matchEvents(clip.truth.events, events)).toBe(clip.truth.events.length);
    expect(clip.truth.events.length > 0).toBe(!kind.startsWith('empty'));
  });
});

import { join } from 'node:path';
import * as z from 'zod';
import { runForText } from '../../media/run';
import { thorough } from '../thorough';
import { temporaryFolder, tools } from '../tools';

/** One scene of each sort of trouble, and what there is to find in it; `npm run bench:motion` has them all. */
const kinds: Readonly<Record<string, number>> = {
  people: 3,
  'light switch': 3,
  'empty, light switch': 0,
  ...(thorough ? { insects: 3, 'empty, insects': 0 } : {}),
  'stands for 20 s': 1,
};

const Counts = z.record(
  z.string(),
  z.array(
    z.object({
      name: z.string(),
      detectors: z.record(
        z.string(),
        z.object({ events: z.number(), found: z.number(), matched: z.number(), boxIou: z.number().optional() }),
      ),
    }),
  ),
);

describe('drawn scenes, whose truth is known', () => {
  const folder = temporaryFolder('all');

  // As a program of its own: in jest's contexts the drawing takes ten times as long.
  test('every event is found, and no other', async () => {
    const root = join(__dirname, '..', '..');
    const command = ['--import', 'tsx', join(root, 'bench', 'motion.ts'), '--seeds', '1', '--no-rivals', '--json'];
    const text = await runForText(process.execPath, [
      ...command,
      '--kinds',
      `people,light switch,stands for${thorough ? ',insects' : ''}`,
      '--clips',
      folder(),
    ]);
    const [rows = []] = Object.values(Counts.parse(JSON.parse(text)));
    const found = new Map(rows.map(({ name, detectors }) => [name, Object.values(detectors)[0]]));
    // Of the videos that builds before FFmpeg 5 make, the boxes of one kind reach .48.
    const leastOverlap = (await tools()).ffmpeg.mp4Frames.length > 0 ? 0.45 : 0.5;
    for (const [kind, events] of Object.entries(kinds)) {
      expect([kind, found.get(kind)]).toEqual([kind, expect.objectContaining({ events, found: events, matched: events })]); // prettier-ignore
      if (events > 0) expect(found.get(kind)?.boxIou).toBeGreaterThan(leastOverlap);
    }
  }, 300_000);
});

import type { Command } from 'commander';

const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** Options about motion, for every command that has them. */
export const motionFlags = (command: Command): Command =>
  command
    .option(
      '--roi <region>',
      'region where motion counts: corners "x,y x,y x,y …" from 0 to 1, before them a name and settings if you like: "door sensitivity=2 min-size=0.001: x,y …"; may be given again',
      collect,
      [],
    )
    .option('--mask <polygon>', 'where nothing counts, as corners; may be given again', collect, [])
    .option('--sensitivity <n>', 'of all regions: with 2 a difference half as large counts (default: 1)')
    .option('--min-length <s>', 'leave out events that are shorter (default: 0)')
    .option('--max-gap <s>', 'motion that stops for no longer goes on in the same event (default: 2)')
    .option('--pad-before <s>', 'added before each event (default: 0)')
    .option('--pad-after <s>', 'added after each event (default: 0)')
    .option('--max-stand <s>', 'how long something counts that came and stands still (default: 60)')
    .option('--clips [how]', 'a video of each event: copy (at key frames, nothing encoded) or exact (default: copy)')
    .option('--annotate', 'a copy of the video with regions, masks and boxes drawn in');

import { type Cost, median } from '../measure';

/** What everything has cost once, in turn on the same machine. */
export interface Round {
  /** ffmpeg alone, which decodes the clip and does nothing with it. */
  decode: Cost;
  /** Motion alone. */
  motion: Cost;
  /** The gray encode alone, and with motion on the same decode. */
  encode: Cost;
  fused: Cost;
  /** Processor time of the detector alone, for a frame. */
  kernelMilliseconds: number;
}

interface Figure {
  name: string;
  of: (round: Round) => number;
  digits: number;
  aim: string;
}

const figures: readonly Figure[] = [
  {
    name: 'motion alone / decode alone, CPU seconds',
    of: ({ motion, decode }) => motion.cpuSeconds / decode.cpuSeconds,
    ...{ digits: 2, aim: 'at most 1.5' },
  },
  {
    name: 'gray encode with motion / without, CPU seconds',
    of: ({ fused, encode }) => fused.cpuSeconds / encode.cpuSeconds,
    ...{ digits: 2, aim: 'at most 1.10' },
  },
  {
    name: 'kernel at 320x180, ms a frame',
    of: ({ kernelMilliseconds }) => kernelMilliseconds,
    ...{ digits: 2, aim: 'at most 1' },
  },
  {
    name: 'memory of the Node process, motion alone, MB',
    of: ({ motion }) => motion.peakMegabytes,
    ...{ digits: 0, aim: 'under 120' },
  },
  {
    name: 'memory of the Node process, with the encode, MB',
    of: ({ fused }) => fused.peakMegabytes,
    ...{ digits: 0, aim: 'under 120' },
  },
];

/** A line per figure: the median of all rounds, the least and the most. */
export function costTable(rounds: readonly Round[]): string[] {
  const row = (...[name = '', ...cells]: string[]) =>
    `${name.padEnd(48)}${cells.map((one) => one.padStart(9)).join('')}`;
  return [
    `${row(`of ${rounds.length} rounds`, 'median', 'least', 'most')}   aim`,
    ...figures.map(({ name, of, digits, aim }) => {
      const values = rounds.map(of);
      const cells = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
      return `${row(name, ...cells)}   ${aim}`;
    }),
  ];
}

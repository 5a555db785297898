import { median } from '../measure';

/** CPU seconds of everything that was measured, once, in turn on the same machine: by name, in the order in which it is told. */
export type Round = ReadonlyMap<string, number>;

/** Names in a round that aren't a kernel's. */
export const decode = 'decode alone';
export const fused = 'all of them fused';

/** What all others are compared with. */
const encode = 'grayscale';

/** At most so many times the gray encode may all of it take. */
export const aim = 1.25;

/**
 * A line for each of them: CPU seconds, and what that is of decoding and of the gray encode of the same round. Ratios are taken round
 * by round before their median is: a machine has slow minutes.
 */
export function kernelTable(rounds: readonly Round[]): string[] {
  const names = [...(rounds[0]?.keys() ?? [])];
  const single = (round: Round) =>
    [...round].filter(([name]) => name !== decode && name !== fused).reduce((sum, [, seconds]) => sum + seconds, 0);
  const figures: [string, (round: Round) => number][] = [
    ...names.map((name): [string, (round: Round) => number] => [name, (round) => round.get(name) ?? NaN]),
    ['one after the other', single],
  ];
  const row = (...[name = '', ...cells]: string[]) =>
    `${name.padEnd(24)}${cells.map((one) => one.padStart(12)).join('')}`;
  return [
    row(`${rounds.length} rounds`, 'CPU least', 'median', '/ decode', '/ grayscale', 'least'),
    ...figures.map(([name, of]) => {
      const seconds = rounds.map(of);
      const ofDecode = rounds.map((round) => of(round) / (round.get(decode) ?? NaN));
      const ofEncode = rounds.map((round) => of(round) / (round.get(encode) ?? NaN));
      const cells = [Math.min(...seconds), median(seconds), median(ofDecode), median(ofEncode), Math.min(...ofEncode)];
      const said = name === fused ? `   aim: at most ${aim} times grayscale` : '';
      return `${row(name, ...cells.map((value) => value.toFixed(2)))}${said}`;
    }),
  ];
}

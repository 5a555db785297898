import { type Input, cutsOf, triedCutsOf } from './input';
import { themes } from './inputs';
import type { CutResult, InputResult } from './matrix';

/** A row of docs/exactness.md. */
export type Row = [name: string, hard: string, cuts: string, outcome: string];

const header: Row = ['Input', 'What makes it hard', 'Cut into', 'Outcome'];

/** The row of an input with this result. It reads the same for every ffmpeg, as long as all is as expected. */
export function rowOf(input: Input, result: InputResult, older: boolean): Row {
  const faults = faultsOf(input, result, older);
  const cuts = input.refused ? [] : cutsOf(input).map(({ segments }) => segments);
  return [input.name, input.hard, cuts.join(', '), faults.length === 0 ? expectedOutcome(input) : faults.join('; ')];
}

function expectedOutcome({ refused, refusedByOlder, transcoded }: Input): string {
  if (refused) return `refused: ${refused}`;
  return [
    'exact',
    ...(transcoded === true ? ['sound as AAC'] : []),
    ...(transcoded === 'older' ? ['with ffmpeg before 5 sound as AAC'] : []),
    ...(refusedByOlder ? [`with ffmpeg before 5 refused: ${refusedByOlder}`] : []),
  ].join('; ');
}

/** Everything in which a result isn't what the input expects; an input that couldn't be made has no fault. */
export function faultsOf(input: Input, result: InputResult, older: boolean): string[] {
  if (result.kind === 'notMade') return [];
  const refused = input.refused ?? (older ? input.refusedByOlder : undefined);
  if (result.kind === 'refused') {
    return result.error.name === refused ? [] : [`refused: ${result.error.name}: ${result.error.message}`];
  }
  if (refused) return [`not refused as ${refused}`];
  return triedCutsOf(input).flatMap(({ segments }, cut) => faultsOfCut(segments, result.cuts[cut]));
}

/** The same of one of its cuts. */
export function faultsOfCut(segments: number, cut: CutResult | undefined): string[] {
  if (cut?.segments !== segments) return [`cut into ${cut?.segments ?? 'nothing'} instead of ${segments}`];
  return cut.differences.map((difference) => `cut into ${segments}: ${difference}`);
}

/** The whole page, its rows by theme. */
export function renderTable(introduction: string, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.join(' | ')} |`;
  const tables = themes.map(({ title, inputs }) => {
    const names = new Set(inputs.map(({ name }) => name));
    const own = rows.filter(([name]) => names.has(name));
    return [`## ${title}\n`, line(header), '| --- | --- | --- | --- |', ...own.map(line)].join('\n');
  });
  return `${introduction}\n\n${tables.join('\n\n')}\n`;
}

/** The rows of a rendered page. */
export function readRows(page: string): string[][] {
  const lines = page.split('\n').filter((line) => line.startsWith('| '));
  const rows = lines.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
  return rows.filter(([name = '']) => name !== header[0] && !/^-+$/.test(name));
}

import { type Tally, noTally, scoreOf, sumTallies } from './score';

/** What each detector came to, by its name; ours is the first. */
export type Tallies = Readonly<Record<string, Tally>>;

export interface Row {
  name: string;
  tallies: Tallies;
}

/** Rows of one name become one, in the order of their first appearance. */
export function joinRows(rows: readonly Row[]): Row[] {
  return [...new Set(rows.map(({ name }) => name))].map((name) =>
    total(
      name,
      rows.filter((row) => row.name === name),
    ),
  );
}

export const total = (name: string, rows: readonly Row[]): Row => ({
  name,
  tallies: Object.fromEntries(
    [...new Set(rows.flatMap(({ tallies }) => Object.keys(tallies)))].map((detector) => {
      return [detector, sumTallies(rows.map(({ tallies }) => tallies[detector] ?? noTally))];
    }),
  ),
});

/** What each rival comes to in all, in a row of its own, so that the table has all of its figures. */
export const rivalTotals = (rows: readonly Row[]): Row[] =>
  Object.entries(total('all', rows).tallies)
    .slice(1)
    .map(([name, tally]) => ({ name: `all, by ${name}`, tallies: { [name]: tally } }));

const widest = 30;
const figure = (value: number | undefined): string => (value?.toFixed(3) ?? '-').padStart(7);

export function heading(title: string, [ours = '', ...rivals]: readonly string[]): string {
  const own = ['events', 'found', 'P', 'R', 'F1', 'box IoU'].map((name) => name.padStart(7)).join(' ');
  const others = rivals.map((name) => `${name} F1`.padStart(15)).join('');
  return `${title.padEnd(widest)} ${own}${others}   (${ours} first)`;
}

export function line({ name, tallies }: Row): string {
  const [ours = noTally, ...rivals] = Object.values(tallies);
  const { precision, recall, f1, boxIou } = scoreOf(ours);
  const counts = [ours.events, ours.found].map((count) => String(count).padStart(7));
  const own = [...counts, ...[precision, recall, f1, boxIou].map(figure)].join(' ');
  const others = rivals.map((rival) => figure(scoreOf(rival).f1).padStart(15)).join('');
  return `${name.padEnd(widest)} ${own}${others}`;
}

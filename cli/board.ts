import { Format, MultiBar, type SingleBar } from 'cli-progress';

/** One thing that is under way. */
export interface Row {
  name: string;
  done: number;
  total: number;
  /** `done` and `total` in words: `3/10 frames`. */
  amount: string;
  /** What is going on. */
  note: string;
  /** Part of what the row above says: not worth a line of its own where lines stay. */
  isPart?: boolean;
  /** Over in a moment: no line of its own either. */
  isBrief?: boolean;
}

/** Where progress is shown. */
export interface Board {
  /** All that is under way, in order. */
  show: (rows: readonly Row[]) => void;
  /** A line that stays; false when this is no screen, and it must be said elsewhere. */
  say: (line: string) => boolean;
  /** Gives the terminal back. */
  end: () => void;
}

/** Files below so many bytes are there or gone before anybody could read how far they are. */
export const briefBytes = 10_000_000;

/** Rows that a terminal has; the line below them is the cursor's. */
export const rowsOf = (stream: NodeJS.WriteStream): number => (stream.isTTY ? Math.max(3, stream.rows - 1) : Infinity);

/** Live bars on a terminal; a line for each phase and each further tenth elsewhere; nothing when it should be quiet. */
export function openBoard(stream: NodeJS.WriteStream, quiet: boolean): Board {
  if (quiet) return { show: () => undefined, say: () => false, end: () => undefined };
  return stream.isTTY ? liveBoard(stream) : lineBoard(stream);
}

/** Names of files may hold anything, and a terminal obeys it. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '?');

const widestName = 32;
const barWidth = 20;

/** The end tells names apart as often as the beginning. */
function shorten(name: string): string {
  const letters = Array.from(printable(name));
  const half = widestName / 2;
  return letters.length <= widestName
    ? letters.join('')
    : `${letters.slice(0, half - 1).join('')}…${letters.slice(-half).join('')}`;
}

const isRow = (payload: unknown): payload is { row: Row; width: number } =>
  typeof payload === 'object' && payload !== null && 'row' in payload && payload.row !== undefined;

function liveBoard(stream: NodeJS.WriteStream): Board {
  const bars = new MultiBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    // Lines that are said push the bars down: those that haven't changed must be drawn again, too.
    forceRedraw: true,
    gracefulExit: false,
    barsize: barWidth,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: (options, { progress, total }, payload: unknown) => {
      if (!isRow(payload)) return '';
      const { row, width } = payload;
      const name = `${row.isPart ? '  ' : ''}${shorten(row.name)}`.padEnd(width);
      if (total === 0) return `${name} ${row.note}`;
      const bar = Format.BarFormat(progress, options);
      return `${name} ${bar} ${String(Math.floor(progress * 100)).padStart(3)}% ${row.amount}, ${row.note}`;
    },
  });
  const slots: SingleBar[] = [];
  return {
    show(rows) {
      const width = Math.max(0, ...rows.map(({ name, isPart }) => shorten(name).length + (isPart ? 2 : 0)));
      for (const [index, row] of rows.entries()) {
        const payload = { row, width };
        const slot = (slots[index] ??= bars.create(row.total, 0, payload));
        slot.setTotal(row.total);
        slot.update(row.done, payload);
      }
      // Those that are over leave an empty line: a bar that is removed would shift the others on the screen.
      for (const slot of slots.slice(rows.length)) slot.update(0, { row: undefined, width: 0 });
    },
    say(line) {
      bars.log(`${line}\n`);
      if (slots.length === 0) slots.push(bars.create(0, 0, {}));
      return true;
    },
    end() {
      if (slots.length === 0) return;
      bars.update();
      bars.stop();
      slots.length = 0;
    },
  };
}

function lineBoard(stream: NodeJS.WriteStream): Board {
  const last = new Map<string, string>();
  return {
    show(rows) {
      for (const { name, done, total, amount, note, isPart, isBrief } of rows) {
        if (isPart || isBrief) continue;
        const said = `${note} ${total === 0 ? 0 : Math.floor((done / total) * 10)}`;
        if (last.get(name) === said) continue;
        last.set(name, said);
        stream.write(`${printable(name)}: ${total === 0 ? note : `${amount}, ${note}`}\n`);
      }
    },
    say: () => false,
    end: () => undefined,
  };
}

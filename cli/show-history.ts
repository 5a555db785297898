import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { HistoryDetails } from '../pipeline/history-details';

/** Most characters of an input or output; errors and causes are shown in full. */
const shownOfData = 60;

/** Belongs to no state, or to the one around the state that it follows. */
const nameless = /^Execution|^(MapState|MapRun|ParallelState)(Succeeded|Failed|Aborted|TimedOut)$/;

const typeWidth = 'LambdaFunctionScheduleFailed'.length;

const colours = { red: 31, green: 32, dim: 2, bold: 1 } as const;
type Paint = (colour: keyof typeof colours, text: string) => string;
const painted: Paint = (colour, text) => (text === '' ? '' : `\u001b[${colours[colour]}m${text}\u001b[0m`);
const plain: Paint = (_, text) => text;

/** The history of one execution, a line per event, in the order in which the events are handed over. */
export class HistoryLines {
  private readonly paint: Paint;
  private begin: number | undefined;
  /** Name of the state that an event belongs to, by the event's id. */
  private readonly stateOf = new Map<number, string>();

  constructor({ coloured }: { coloured: boolean }) {
    this.paint = coloured ? painted : plain;
  }

  line(event: HistoryEvent): string {
    const { id = 0, previousEventId = 0, type = '', timestamp } = event;
    const { paint } = this;
    const details = detailsOf(event);
    const at = timestamp?.getTime() ?? 0;
    this.begin ??= at;
    const state = nameless.test(type) ? '' : (details.name ?? details.state ?? this.stateOf.get(previousEventId) ?? '');
    this.stateOf.set(id, state);
    const seconds = ((at - this.begin) / 1000).toFixed(3).padStart(9);
    const ids = `${String(id).padStart(5)} <- ${String(previousEventId).padEnd(5)}`;
    const typed = paintedType(type, type.padEnd(typeWidth), paint);
    const named = type.endsWith('StateEntered') ? paint('bold', state) : state;
    const said = [named, sayOf(type, details, paint)].filter((part) => part !== '').join('  ');
    return `${paint('dim', seconds)} ${paint('dim', ids)} ${typed} ${said}`.trimEnd();
  }
}

function detailsOf(event: HistoryEvent): HistoryDetails {
  const found = Object.entries(event).find(([key, value]) => key.endsWith('EventDetails') && value !== undefined);
  // What isn't understood isn't shown: an event's line never fails the command.
  return HistoryDetails.safeParse(found?.[1]).data ?? {};
}

function paintedType(type: string, padded: string, paint: Paint): string {
  if (/(Failed|TimedOut|Aborted)$/.test(type)) return paint('red', padded);
  return type.endsWith('Succeeded') ? paint('green', padded) : padded;
}

function sayOf(type: string, details: HistoryDetails, paint: Paint): string {
  const { error, cause, location, resource, resourceType, index, length, mapRunArn, redriveCount } = details;
  const parts = [
    index === undefined ? '' : `#${index}`,
    length === undefined ? '' : `${length} ${length === 1 ? 'item' : 'items'}`,
    type.endsWith('Scheduled') ? [resourceType, resource].filter((part) => part !== undefined).join(':') : '',
    ...limits(details),
    mapRunArn ?? '',
    redriveCount === undefined ? '' : `redrive ${redriveCount}`,
    location === undefined ? '' : `at ${location}`,
    paint('red', onOneLine([error, cause].filter((part) => part !== undefined).join(': '))),
    paint('dim', data(type, details)),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function limits({ timeoutInSeconds, heartbeatInSeconds }: HistoryDetails): string[] {
  return [
    timeoutInSeconds === undefined ? '' : `timeout ${timeoutInSeconds} s`,
    heartbeatInSeconds === undefined ? '' : `heartbeat ${heartbeatInSeconds} s`,
  ];
}

/** An input or an output stands where it is new: a task's answer shows in TaskSucceeded, what becomes of it in StateExited. */
function data(type: string, { input, output }: HistoryDetails): string {
  const shown = type === 'ExecutionStarted' || type.endsWith('StateEntered') ? input : output;
  if (shown === undefined) return '';
  const line = onOneLine(shown);
  return line.length > shownOfData ? `${line.slice(0, shownOfData)}…` : line;
}

/** Line breaks, and what else a terminal would obey, as JSON writes them. */
export function onOneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    character === '\n' ? '\\n' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

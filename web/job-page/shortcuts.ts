/** What a key does, as the help tells it. */
export type Action =
  | 'toggle'
  | 'back'
  | 'forward'
  | 'backFar'
  | 'forwardFar'
  | 'frameBack'
  | 'frameForward'
  | 'previous'
  | 'next'
  | 'start'
  | 'end'
  | 'regions'
  | 'help';

export const shortcuts: readonly { action: Action; keys: readonly string[]; shown: string; does: string }[] = [
  { action: 'toggle', keys: [' ', 'k'], shown: 'Space', does: 'play or pause' },
  { action: 'back', keys: ['ArrowLeft'], shown: '←', does: 'a second back' },
  { action: 'forward', keys: ['ArrowRight'], shown: '→', does: 'a second on' },
  { action: 'backFar', keys: ['j'], shown: 'J', does: 'ten seconds back' },
  { action: 'forwardFar', keys: ['l'], shown: 'L', does: 'ten seconds on' },
  { action: 'frameBack', keys: [','], shown: ',', does: 'a frame back' },
  { action: 'frameForward', keys: ['.'], shown: '.', does: 'a frame on' },
  { action: 'previous', keys: ['p'], shown: 'P', does: 'event before' },
  { action: 'next', keys: ['n'], shown: 'N', does: 'next event' },
  { action: 'start', keys: ['Home'], shown: 'Home', does: 'to the beginning' },
  { action: 'end', keys: ['End'], shown: 'End', does: 'to the end' },
  { action: 'regions', keys: ['r'], shown: 'R', does: 'show or hide regions and boxes' },
  { action: 'help', keys: ['?'], shown: '?', does: 'this help' },
];

/** Where a key was pressed. */
export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** Of the element that has the focus: `BUTTON`. */
  on: string;
  /** Of an input: `range`. */
  kind: string;
}

/** @returns undefined where the key belongs to somebody else: the browser, a field, a button */
export function actionOf({ key, ctrlKey, metaKey, altKey, on, kind }: Pressed): Action | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  if (on === 'SELECT' || on === 'TEXTAREA' || (on === 'INPUT' && kind !== 'range' && kind !== 'checkbox'))
    return undefined;
  const isPress = key === ' ' && (on === 'BUTTON' || on === 'A' || on === 'SUMMARY' || kind === 'checkbox');
  if (isPress) return undefined;
  const pressed = key.length === 1 ? key.toLowerCase() : key;
  return shortcuts.find(({ keys }) => keys.includes(pressed))?.action;
}

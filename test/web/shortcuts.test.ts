import { actionOf, shortcuts } from '../../web/job-page/shortcuts';

const press = (key: string, on = 'BODY', kind = '', more = {}) =>
  actionOf({ key, on, kind, ctrlKey: false, metaKey: false, altKey: false, ...more });

test('each key does one thing', () => {
  const keys = shortcuts.flatMap(({ keys }) => keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(shortcuts.map(({ keys: [key = ''] }) => press(key))).toEqual(shortcuts.map(({ action }) => action));
  expect(press('N')).toBe('next');
  expect(press('x')).toBeUndefined();
});

test('keys of the browser, of fields and of buttons stay theirs', () => {
  expect(press('l', 'BODY', '', { ctrlKey: true })).toBeUndefined();
  expect(press('ArrowLeft', 'SELECT')).toBeUndefined();
  expect(press('n', 'INPUT', 'text')).toBeUndefined();
  expect(press(' ', 'BUTTON')).toBeUndefined();
  expect(press('n', 'BUTTON')).toBe('next');
  expect(press('ArrowLeft', 'INPUT', 'range')).toBe('back');
});

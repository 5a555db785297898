import { Callers } from '../../local/callers';
import { principals } from '../../statemachine/names';

const everyone = ['user', ...principals] as const;

test('everyone has credentials of their own, and is known by them', () => {
  const callers = new Callers();
  const credentials = everyone.map((caller) => callers.credentialsOf(caller));
  expect(new Set(credentials.map(({ accessKeyId }) => accessKeyId)).size).toBe(everyone.length);
  expect(new Set(credentials.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(everyone.length);
  expect(credentials.map(({ accessKeyId }) => callers.nameOf(accessKeyId))).toEqual(everyone);
  expect(new Map(callers.secrets)).toEqual(
    new Map(credentials.map(({ accessKeyId, secretAccessKey }) => [accessKeyId, secretAccessKey])),
  );
});

test('the user may be given credentials, nobody else is', () => {
  const callers = new Callers({ accessKeyId: 'known', secretAccessKey: 'to all' });
  expect(callers.nameOf('known')).toBe('user');
  expect(callers.secrets.get('known')).toBe('to all');
  expect(principals.map((caller) => callers.credentialsOf(caller).accessKeyId)).not.toContain('known');
});

test('nobody else is known: not without an access key, and not with that of another stack', () => {
  const callers = new Callers();
  expect(callers.nameOf(undefined)).toBeUndefined();
  expect(callers.nameOf(new Callers().credentialsOf('user').accessKeyId)).toBeUndefined();
});

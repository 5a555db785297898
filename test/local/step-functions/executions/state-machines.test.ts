import { ApiError } from '../../../../local/step-functions/api/api-error';
import { StateMachines } from '../../../../local/step-functions/executions/state-machines';
import { HurriedClock, memoryObjects, only, roleArn } from '../engine';

const definition = JSON.stringify(only({ Type: 'Pass', Result: 1 }));
const changed = JSON.stringify(only({ Type: 'Pass', Result: 2 }));
const world = { region: 'eu-west-1', account: '000000000000', clock: new HurriedClock(), integrations: {}, objects: memoryObjects() }; // prettier-ignore

describe('state machines', () => {
  let machines: StateMachines;
  beforeEach(() => void (machines = new StateMachines(world)));

  test('created again as they are, are the same', () => {
    const first = machines.create({ name: 'm', definition, roleArn });
    expect(machines.create({ name: 'm', definition, roleArn, type: 'STANDARD' })).toBe(first);
    expect(machines.list()).toHaveLength(1);
  });

  test.each([
    ['definition', { definition: changed }],
    ['role', { roleArn: `${roleArn}-other` }],
    ['type', { type: 'EXPRESS' as const }],
  ])('under a name that is taken by one with another %s are refused', (_, more) => {
    machines.create({ name: 'm', definition, roleArn });
    expect(() => machines.create({ name: 'm', definition, roleArn, ...more })).toThrow(
      new ApiError(
        'StateMachineAlreadyExists',
        "State Machine Already Exists: 'arn:aws:states:eu-west-1:000000000000:stateMachine:m'",
      ),
    );
  });

  test.each(['a b', '', 'n'.repeat(81), 'a/b', 'a:b', 'a#b', 'a*', 'a\u0007'])('are not named %j', (name) => {
    expect(() => machines.create({ name, definition, roleArn })).toThrow(
      new ApiError('InvalidName', `Invalid Name: '${name}'`),
    );
  });

  test.each(['a', 'n'.repeat(80), 'a.b-c_d', 'ä', 'a(b)+c=d!'])('may be named %j', (name) => {
    expect(machines.create({ name, definition, roleArn }).name).toBe(name);
  });

  test('run the definition they have, or their version has', () => {
    const { arn } = machines.create({ name: 'm', definition, roleArn });
    const version = machines.publish(arn);
    machines.update(arn, changed, undefined);
    expect(machines.runnable(arn)).toMatchObject({ arn, definition: changed, versionArn: undefined });
    const versionArn = `${arn}:${version.number}`;
    expect(machines.runnable(versionArn)).toMatchObject({
      arn,
      definition,
      versionArn,
      revisionId: version.revision.id,
    });
  });

  test('speak JSONPath unless they say otherwise', () => {
    const jsonata = JSON.stringify({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass' }) });
    const [a, b] = [
      machines.create({ name: 'a', definition, roleArn }),
      machines.create({ name: 'b', definition: jsonata, roleArn }),
    ];
    expect([machines.runnable(a.arn).language, machines.runnable(b.arn).language]).toEqual(['JSONPath', 'JSONata']);
  });

  test('tags they were given are their own', () => {
    const tags = new Map([['a', '1']]);
    const { arn } = machines.create({ name: 'm', definition, roleArn, tags });
    tags.set('b', '2');
    expect([...machines.get(arn).tags.keys()]).toEqual(['a']);
  });
});

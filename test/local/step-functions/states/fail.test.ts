import { Engine } from '../engine';

describe('Fail', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  const fail = (fields: object): object => ({ StartAt: 'No', States: { No: { Type: 'Fail', ...fields } } });
  const jsonata = (fields: object): object => fail({ QueryLanguage: 'JSONata', ...fields });

  test.each([
    [fail({ Error: 'BadInput', Cause: 'no video' }), 'BadInput', 'no video'],
    [fail({ Error: '$.error', Cause: '{% 1 %}' }), '$.error', '{% 1 %}'],
    [
      fail({ ErrorPath: '$.error', CausePath: "States.Format('{}: {}', $.error, $$.State.Name)" }),
      'Broken',
      'Broken: No',
    ],
    [fail({ Cause: 'only why' }), undefined, 'only why'],
    [fail({}), undefined, undefined],
    [jsonata({ Error: '{% $states.input.error %}', Cause: '{% $states.context.State.Name & "!" %}' }), 'Broken', 'No!'],
    [jsonata({ Error: 'text', Cause: '$.error' }), 'text', '$.error'],
    [jsonata({}), undefined, undefined],
  ])('%j', async (definition, error, cause) => {
    const run = await engine.run(definition, { error: 'Broken' });
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', error, cause]);
    expect(run.types).toEqual(['ExecutionStarted<0', 'FailStateEntered<0', 'ExecutionFailed<2']);
    expect(run.events.at(-1)?.executionFailedEventDetails).toEqual({ error, cause });
  });

  test.each([
    [
      'ErrorPath',
      "The JSONPath '$.no' specified for the field 'ErrorPath' could not be found in the input '{\"n\":1}'",
    ],
    [
      'CausePath',
      "The JSONPath '$.no' specified for the field 'CausePath' could not be found in the input '{\"n\":1}'",
    ],
  ])('is States.Runtime when its %s has no value', async (field, message) => {
    const { error, cause } = await engine.run(fail({ [field]: '$.no' }), { n: 1 });
    const where = "An error occurred while executing the state 'No' (entered at the event id #2). ";
    expect([error, cause]).toEqual(['States.Runtime', where + message]);
  });

  test('is States.Runtime when its path leads to what is no text', async () => {
    const { error, cause } = await engine.run(fail({ CausePath: '$.n' }), { n: 1 });
    expect(error).toBe('States.Runtime');
    expect(cause).toContain('The CausePath field refers to value 1 which is not a string: $.n');
  });

  test('is States.QueryEvaluationError when its expression gives no text', async () => {
    const { error, cause, types } = await engine.run(jsonata({ Error: 'E', Cause: '{% 1 %}' }));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain("'1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 1"); // prettier-ignore
    expect(types.slice(1)).toEqual(['FailStateEntered<0', 'EvaluationFailed<0', 'ExecutionFailed<3']);
  });
});

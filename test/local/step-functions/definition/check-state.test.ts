import { checkDefinition } from '../../../../local/step-functions/definition/check-definition';
import { parseMockConfig } from '../../../../local/step-functions/mocks/mock-config';
import { only, problemsOf, work } from '../engine';

const pass = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };
const task = (fields: object): object => only({ Type: 'Task', Resource: work, ...fields });
const resource = (Resource: string): object => only({ Type: 'Task', Resource });
const map = (fields: object): object => only({ Type: 'Map', ItemProcessor: pass, ...fields });
const inJsonata = (definition: object): object => ({ QueryLanguage: 'JSONata', ...definition });
const noIntegration = (name: string, there = 'There are those of: test'): string =>
  `/States/Only/Resource: The resource ${name} has no integration here. ${there}. A state that is mocked may have any`;

describe('a state', () => {
  test.each<[string, object]>([
    ['that waits for its token', resource(`${work}.waitForTaskToken`)],
    ['with a path for every number', map({ MaxConcurrencyPath: '$.n', ToleratedFailureCountPath: '$.n' })],
    [
      'that fails with what a function gives',
      { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: "States.Format('{}', $.e)" } } },
    ],
    ['that waits until an expression says', inJsonata(only({ Type: 'Wait', Timestamp: '{% $now() %}' }))],
    ['with States.ALL alone and last', task({ Retry: [{ ErrorEquals: ['X', 'Y'] }, { ErrorEquals: ['States.ALL'] }] })],
  ])('%s is right', (_, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['without integration', resource('arn:aws:states:::sqs:send'), noIntegration('arn:aws:states:::sqs:send')],
    ['that an object has by birth', resource('constructor'), noIntegration('constructor')],
    [
      'of which only the job has one',
      resource(`${work}.sync`),
      noIntegration(`${work}.sync`, 'Of test there are: test:work, test:job.sync'),
    ],
    ['that waits for a token of none', resource('arn:x.waitForTaskToken'), noIntegration('arn:x.waitForTaskToken')],
    ['that is a function, where none can be invoked', resource('arn:aws:lambda:eu-west-1:000000000000:function:f'), noIntegration('arn:aws:lambda:eu-west-1:000000000000:function:f')], // prettier-ignore
    ['that is none of AWS', resource('work'), noIntegration('work')],
  ])('is refused with a resource %s', (_, definition, expected) => {
    expect(problemsOf(definition)).toEqual([expected]);
  });

  test('that is mocked in a test case may have any resource', () => {
    const mocks = parseMockConfig(
      JSON.stringify({
        StateMachines: { M: { TestCases: { C: { Only: 'Sent' } } } },
        MockedResponses: { Sent: { 0: { Return: 1 } } },
      }),
      'mocks.json',
    );
    const problems = (name: string) => {
      const states = { [name]: { Type: 'Task', Resource: 'arn:aws:states:::sqs:send', End: true } };
      const text = JSON.stringify({ StartAt: name, States: states });
      return checkDefinition(text, {}, mocks).diagnostics.map(({ message }) => message);
    };
    expect(problems('Only')).toEqual([]);
    expect(problems('Other')).toEqual([
      'The resource arn:aws:states:::sqs:send has no integration here. There are those of: none. A state that is mocked may have any',
    ]);
  });

  test.each<[string, object, string]>([
    [
      'neither Next nor End',
      { StartAt: 'A', States: { A: { Type: 'Pass' } } },
      '/States/A: A state has either Next or End',
    ],
    ['both Next and End', only({ Type: 'Pass', Next: 'Only' }), '/States/Only: A state has either Next or End'],
    ['an End that is false', only({ Type: 'Pass', End: false }), '/States/Only/End: End must be true'],
    [
      'a rule that goes nowhere',
      { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true }] } } },
      '/States/A/Choices/0: The field Next is required',
    ],
    [
      'States.ALL in company',
      task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }),
      '/States/Only/Retry/0/ErrorEquals: States.ALL must be the only error name of its list',
    ],
    [
      'States.ALL not last',
      task({
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Only' },
          { ErrorEquals: ['X'], Next: 'Only' },
        ],
      }),
      '/States/Only/Catch/0/ErrorEquals: States.ALL must be in the last of the list',
    ],
    ['no time to wait', only({ Type: 'Wait' }), '/States/Only: A Wait state has one of Seconds, SecondsPath, Timestamp and TimestampPath'], // prettier-ignore
    ['two times to wait', only({ Type: 'Wait', Seconds: 1, TimestampPath: '$.s' }), '/States/Only: Only one of Seconds and TimestampPath may be there'], // prettier-ignore
    [
      'a timestamp that is none',
      only({ Type: 'Wait', Timestamp: 'noon' }),
      '/States/Only/Timestamp: The value must be an RFC 3339',
    ],
    ['an expression for a timestamp', only({ Type: 'Wait', Timestamp: '{% 1 %}' }), '/States/Only/Timestamp: The value must be an RFC 3339'], // prettier-ignore
    [
      'two time limits',
      task({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
      'Only one of TimeoutSeconds and TimeoutSecondsPath',
    ],
    ['two heartbeats', task({ HeartbeatSeconds: 1, HeartbeatSecondsPath: '$.t' }), 'Only one of HeartbeatSeconds and HeartbeatSecondsPath'], // prettier-ignore
    [
      'two errors',
      { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'a', ErrorPath: '$.b' } } },
      'Only one of Error and ErrorPath',
    ],
    [
      'two causes',
      { StartAt: 'F', States: { F: { Type: 'Fail', Cause: 'a', CausePath: '$.b' } } },
      'Only one of Cause and CausePath',
    ],
    ['a bad path for an error', { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: 'b' } } }, '/States/F/ErrorPath: The value must be a valid JSONPath'], // prettier-ignore
    ['two selectors', map({ ItemSelector: {}, Parameters: {} }), 'Only one of ItemSelector and Parameters'],
    ['two processors', map({ Iterator: pass }), 'Only one of ItemProcessor and Iterator'],
    [
      'two concurrencies',
      map({ MaxConcurrency: 1, MaxConcurrencyPath: '$.m' }),
      'Only one of MaxConcurrency and MaxConcurrencyPath',
    ],
    ['two sources of items', map({ ItemsPath: '$', ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }), 'Only one of ItemsPath and ItemReader'], // prettier-ignore
    ['no processor', only({ Type: 'Map' }), '/States/Only: The field ItemProcessor is required'],
    ...['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'].map((field): [string, object, string] => [
      `${field} on an inline Map`,
      map({
        [field]: field === 'Label' ? 'l' : field === 'ItemReader' ? { Resource: 'arn:aws:states:::s3:getObject' } : {},
      }),
      `/States/Only/${field}: ${field} needs ProcessorConfig.Mode DISTRIBUTED`,
    ]),
  ])('is refused with %s', (_, definition, expected) => {
    expect(problemsOf(definition).join('\n')).toContain(expected);
  });
});

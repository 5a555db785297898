import { checkDefinition } from '../../../../local/step-functions/definition/check-definition';
import { only, problemsOf, work } from '../engine';

const pass = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };
const task = (fields: object): object => only({ Type: 'Task', Resource: work, ...fields });
const choice = (rule: object, more: object = {}): object => ({
  StartAt: 'Only',
  States: { Only: { Type: 'Choice', Choices: [{ Next: 'End', ...rule }], ...more }, End: { Type: 'Succeed' } },
});
const map = (fields: object): object => only({ Type: 'Map', ItemProcessor: pass, ...fields });
const distributed = { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

describe('checkDefinition', () => {
  test.each<[string, object]>([
    ['a comment anywhere', { Comment: 'c', Version: '1.0', TimeoutSeconds: 5, ...task({ Comment: 'works' }) }],
    [
      'templates with any name',
      only({ Type: 'Pass', Parameters: { Assign: 1, Output: 2 }, Result: { 'x.$': 'no path' } }),
    ],
    ['a Fail with nothing', { StartAt: 'No', States: { No: { Type: 'Fail' } } }],
    ['null paths', task({ InputPath: null, ResultPath: null, OutputPath: null })],
    ['a Wait of no time', only({ Type: 'Wait', Seconds: 0 })],
    ['the old names of a Map', only({ Type: 'Map', Iterator: pass, Parameters: { 'a.$': '$' } })],
    ['tolerances on an inline Map', map({ ToleratedFailureCount: 1, ToleratedFailurePercentagePath: '$.p' })],
    [
      'comparisons that nest',
      choice({
        Not: {
          Or: [
            { Variable: '$.a', IsNull: true },
            { Variable: '$b', StringEquals: '' },
          ],
        },
      }),
    ],
    ['a retrier with all its fields', task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 1, MaxDelaySeconds: 1, JitterStrategy: 'FULL', Comment: 'c' }] })], // prettier-ignore
    [
      'a distributed Map with everything',
      map({
        ItemProcessor: distributed,
        Label: 'Each',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.most' },
          Parameters: { Bucket: 'b', 'Key.$': '$.key' },
        },
        ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'a.$': '$.a' } },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
      }),
    ],
  ])('accepts %s', (_, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });

  test.each<[string, object | string, string]>([
    ['text that is no JSON', '{', '/: SyntaxError'],
    ['what is no object', '[]', '/: Invalid input: expected object'],
    ['a machine without states', { StartAt: 'A' }, '/States'],
    ['another version', { ...pass, Version: '2.0' }, '/Version'],
    ['an unknown type', only({ Type: 'Nap' }), '/States/Only/Type'],
    ['an unknown field', only({ Type: 'Pass', Resultpath: '$' }), '/States/Only: Unrecognized key: "Resultpath"'],
    ['an unknown query language', only({ Type: 'Pass', QueryLanguage: 'SQL' }), '/States/Only/QueryLanguage'],
    ['a name over 80 characters', { StartAt: 'a', States: { ['a'.repeat(81)]: { Type: 'Succeed' } } }, '/States'],
    ['a Task without a resource', only({ Type: 'Task' }), '/States/Only/Resource'],
    ['a time limit of 0', task({ TimeoutSeconds: 0 }), '/States/Only/TimeoutSeconds'],
    ['a time limit that is too long', task({ HeartbeatSeconds: 100_000_000 }), '/States/Only/HeartbeatSeconds'],
    ['a time limit of the machine of 0', { TimeoutSeconds: 0, ...pass }, '/TimeoutSeconds'],
    ['a Wait of less than no time', only({ Type: 'Wait', Seconds: -1 }), '/States/Only/Seconds'],
    [
      'a backoff below 1',
      task({ Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] }),
      '/States/Only/Retry/0/BackoffRate',
    ],
    [
      'no attempt but -1',
      task({ Retry: [{ ErrorEquals: ['X'], MaxAttempts: -1 }] }),
      '/States/Only/Retry/0/MaxAttempts',
    ],
    [
      'an interval of 0',
      task({ Retry: [{ ErrorEquals: ['X'], IntervalSeconds: 0 }] }),
      '/States/Only/Retry/0/IntervalSeconds',
    ],
    ['a retrier of no error', task({ Retry: [{ ErrorEquals: [] }] }), '/States/Only/Retry/0/ErrorEquals'],
    ['a catcher without a target', task({ Catch: [{ ErrorEquals: ['X'] }] }), '/States/Only/Catch/0/Next'],
    ['no choice', { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [] } } }, '/States/A/Choices'],
    ['no branch', only({ Type: 'Parallel', Branches: [] }), '/States/Only/Branches'],
    ['a percentage over 100', map({ ToleratedFailurePercentage: 101 }), '/States/Only/ToleratedFailurePercentage'],
    ['a concurrency below 0', map({ MaxConcurrency: -1 }), '/States/Only/MaxConcurrency'],
    ['a bad path', only({ Type: 'Pass', InputPath: 'a.b' }), '/States/Only/InputPath: Value is not a valid JSONPath'],
    [
      'a reader of anything but S3',
      map({ ItemReader: { Resource: 'arn:aws:states:::dynamodb:scan' } }),
      '/States/Only/ItemReader/Resource',
    ],
    [
      'an unknown comparison',
      choice({ Variable: '$.a', IsBig: true }),
      "/States/Only/Choices/0: The field 'IsBig' is not a comparison",
    ],
    ['a comparison of the wrong kind', choice({ Variable: '$.a', NumericEquals: '1' }), 'NumericEquals takes a number'],
    ['a boolean that is text', choice({ Variable: '$.a', IsNull: 'true' }), 'IsNull takes a boolean'],
    [
      'a comparison with no path',
      choice({ Variable: '$.a', NumericEqualsPath: 'b' }),
      'NumericEqualsPath takes a JSONPath, got b',
    ],
    ['two comparisons in one', choice({ Variable: '$.a', IsNull: true, StringEquals: 'a' }), 'A choice rule has exactly one comparison, got IsNull, StringEquals'], // prettier-ignore
    ['a rule that compares nothing', choice({ Variable: '$.a' }), 'A choice rule has exactly one comparison, got none'],
    [
      'a condition that is no expression',
      { QueryLanguage: 'JSONata', ...choice({ Condition: 'yes' }) },
      '/States/Only/Choices/0',
    ],
  ])('refuses %s', (_, definition, expected) => {
    expect(problemsOf(definition).join('\n')).toContain(expected);
  });

  test('tells everything that is wrong, each with its code', () => {
    const text = JSON.stringify({
      StartAt: 'X',
      States: { A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:send', End: true } },
    });
    const { definition, diagnostics } = checkDefinition(text, {});
    expect(definition).toBeUndefined();
    expect(diagnostics.map(({ code, severity, location }) => [code, severity, location])).toEqual([
      ['MISSING_TRANSITION_TARGET', 'ERROR', '/StartAt'],
      ['MISSING_TRANSITION_TARGET', 'ERROR', '/States/A'],
      ['SCHEMA_VALIDATION_FAILED', 'ERROR', '/States/A/Resource'],
    ]);
    expect(checkDefinition('{', {}).diagnostics).toMatchObject([{ code: 'INVALID_JSON_DESCRIPTION', location: '/' }]);
  });
});

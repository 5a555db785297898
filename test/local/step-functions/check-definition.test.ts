import { checkDefinition } from '../../../local/step-functions/check-definition';
import { work } from './engine';

const integrations = { [work]: () => Promise.resolve(null) };
const problems = (definition: object | string): string[] =>
  checkDefinition(
    typeof definition === 'string' ? definition : JSON.stringify(definition),
    integrations,
  ).diagnostics.map(({ message, location }) => `${location}: ${message}`);
const one = (state: object): object => ({ StartAt: 'A', States: { A: { End: true, ...state } } });
const graph = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };

describe('checkDefinition', () => {
  test('accepts what is right', () => {
    expect(problems(one({ Type: 'Task', Resource: work, TimeoutSeconds: 5, Comment: 'works' }))).toEqual([]);
  });

  test.each<[string, object | string, string]>([
    ['text that is no JSON', '{', '/: SyntaxError'],
    [
      'a first state that is missing',
      { StartAt: 'X', States: { A: { Type: 'Succeed' } } },
      "/StartAt: Missing 'StartAt' target: X",
    ],
    [
      'a target that is missing',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'X' } } },
      "/States/A/Next: Missing 'Next' target: X",
    ],
    [
      'a state out of reach',
      { StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } },
      '/States/B: State "B" is not reachable.',
    ],
    [
      'neither Next nor End',
      { StartAt: 'A', States: { A: { Type: 'Pass' } } },
      '/States/A: A state has either Next or End',
    ],
    ['an unknown type', one({ Type: 'Nap' }), '/States/A/Type'],
    ['an unknown field', one({ Type: 'Pass', Resultpath: '$' }), '/States/A: Unrecognized key: "Resultpath"'],
    [
      'a resource without integration',
      one({ Type: 'Task', Resource: 'arn:aws:states:::sqs:send' }),
      `/States/A/Resource: The resource arn:aws:states:::sqs:send has no integration here. There are: ${work}`,
    ],
    [
      'a function without lambda:invoke',
      one({ Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:000000000000:function:f' }),
      '/States/A/Resource',
    ],
    [
      'a task token',
      one({ Type: 'Task', Resource: `${work}.waitForTaskToken` }),
      '.waitForTaskToken has no integration here',
    ],
    ['a bad path', one({ Type: 'Pass', InputPath: 'a.b' }), '/States/A/InputPath: Value is not a valid JSONPath'],
    [
      'a bad template',
      one({ Type: 'Pass', Parameters: { a: [{ 'b.$': 'States.No()' }] } }),
      '/States/A/Parameters/a/0/b.$',
    ],
    [
      'States.ALL in company',
      one({ Type: 'Task', Resource: work, Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }),
      'States.ALL must be the only',
    ],
    [
      'States.ALL not last',
      one({ Type: 'Task', Resource: work, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }),
      '/States/A/Retry/0/ErrorEquals: States.ALL must be in the last',
    ],
    [
      'a backoff below 1',
      one({ Type: 'Task', Resource: work, Retry: [{ ErrorEquals: ['X'], BackoffRate: 0.5 }] }),
      '/States/A/Retry/0/BackoffRate',
    ],
    ['two ways to wait', one({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }), 'Only one of Seconds and SecondsPath'],
    [
      'an unknown comparison',
      { StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsBig: true, Next: 'A' }] } } },
      "The field 'IsBig' is not a comparison",
    ],
    [
      'a comparison of the wrong kind',
      {
        StartAt: 'A',
        States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: '1', Next: 'A' }] } },
      },
      'NumericEquals takes a number',
    ],
    [
      'a tolerance on an inline Map',
      one({ Type: 'Map', ItemProcessor: graph, ToleratedFailureCount: 1 }),
      '/States/A/ToleratedFailureCount: ToleratedFailureCount needs ProcessorConfig.Mode DISTRIBUTED',
    ],
    [
      'what is wrong inside a branch',
      one({ Type: 'Parallel', Branches: [graph, { ...graph, StartAt: 'C' }] }),
      "/States/A/Branches/1/StartAt: Missing 'StartAt' target: C",
    ],
    ['a timestamp that is none', one({ Type: 'Wait', Timestamp: 'noon' }), '/States/A/Timestamp: The value must be'],
    [
      'a comparison with no path',
      {
        StartAt: 'A',
        States: { A: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEqualsPath: 'b', Next: 'A' }] } },
      },
      'NumericEqualsPath takes a JSONPath, got b',
    ],
    [
      'a name given twice',
      one({ Type: 'Parallel', Branches: [graph, graph] }),
      '/States/A/Branches/1/States/B: Duplicate state name: B',
    ],
    [
      'JSONata for the machine',
      { QueryLanguage: 'JSONata', ...one({ Type: 'Pass' }) },
      '/QueryLanguage: JSONata is not supported by the embedded engine',
    ],
    ['JSONata for a state', one({ Type: 'Pass', QueryLanguage: 'JSONata' }), '/States/A/QueryLanguage: JSONata'],
    [
      'variables',
      one({ Type: 'Map', ItemProcessor: { ...graph, States: { B: { Type: 'Pass', Assign: {}, End: true } } } }),
      '/States/A/ItemProcessor/States/B/Assign: Variables (Assign) is not supported',
    ],
    [
      'variables in a Catch',
      one({ Type: 'Task', Resource: work, Catch: [{ ErrorEquals: ['X'], Assign: {}, Next: 'A' }] }),
      '/States/A/Catch/0/Assign',
    ],
    [
      'ItemBatcher',
      one({ Type: 'Map', ItemProcessor: graph, ItemBatcher: {} }),
      '/States/A/ItemBatcher: ItemBatcher is not supported',
    ],
    [
      'ResultWriter',
      one({ Type: 'Map', ItemProcessor: graph, ResultWriter: {} }),
      '/States/A/ResultWriter: ResultWriter is not supported',
    ],
    [
      'CSV',
      one({
        Type: 'Map',
        ItemProcessor: graph,
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' } },
      }),
      '/States/A/ItemReader/ReaderConfig/InputType: The ItemReader input type "CSV" is not supported: use JSON',
    ],
    [
      'listing a bucket',
      one({ Type: 'Map', ItemProcessor: graph, ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2' } }),
      '/States/A/ItemReader/Resource',
    ],
  ])('refuses %s', (_, definition, expected) => {
    expect(problems(definition).join('\n')).toContain(expected);
  });

  test('lets templates hold any name', () => {
    expect(problems(one({ Type: 'Pass', Parameters: { Assign: 1, Output: 2 }, Result: { 'x.$': 'no path' } }))).toEqual(
      [],
    );
  });
});

import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { parseMockConfig } from '../../../../local/step-functions/mocks/mock-config';
import { Engine, only, work } from '../engine';

const config = {
  StateMachines: {
    'machine-1': { TestCases: { Busy: { Only: 'BusyThenPaid' }, Wordless: {}, Short: { Only: 'Once' } } },
  },
  MockedResponses: {
    BusyThenPaid: {
      '0-1': { Throw: { Error: 'Till.Busy', Cause: 'The till is busy.' } },
      '2': { Return: { paid: true } },
    },
    Once: { '0': { Throw: { Error: 'Till.Busy', Cause: 'once' } } },
  },
};

describe('a test case of mocked tasks', () => {
  let calls = 0;
  let engine: Engine;
  let machine: string;
  beforeAll(async () => {
    const real = () => Promise.resolve({ call: ++calls });
    const mocks = parseMockConfig(JSON.stringify(config), 'mocks.json');
    engine = await Engine.start({ integrations: { [work]: real }, mocks });
    const Retry = [{ ErrorEquals: ['Till.Busy'] }];
    machine = await engine.create(only({ Type: 'Task', Resource: work, Retry }));
  });
  beforeEach(() => void (calls = 0));
  afterAll(() => engine.close());

  const run = async (stateMachineArn: string) => {
    const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn }));
    return engine.end(executionArn ?? '');
  };

  test('answers for the task, invocation by invocation', async () => {
    const { output, types } = await run(`${machine}#Busy`);
    expect([output, calls]).toEqual([{ paid: true }, 0]);
    expect(types.filter((type) => type.startsWith('TaskFailed'))).toHaveLength(2);
    expect(types).toContain('TaskSucceeded<10');
  });

  test('begins anew with each execution', async () => {
    const outputs = [await run(`${machine}#Busy`), await run(`${machine}#Busy`)].map(({ output }) => output);
    expect(outputs).toEqual([{ paid: true }, { paid: true }]);
  });

  test('leaves the tasks alone of which it says nothing', async () => {
    expect((await run(`${machine}#Wordless`)).output).toEqual({ call: 1 });
    expect((await run(machine)).output).toEqual({ call: 2 });
  });

  test('that foresaw too few invocations fails the execution, past Retry', async () => {
    const { status, error, cause } = await run(`${machine}#Short`);
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toContain("No mocked response for invocation 1 of the state 'Only'");
  });
});

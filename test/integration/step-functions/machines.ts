import { defineStateMachine } from '../../../statemachine/definition';
import { settings } from '../../statemachine/settings';

const invoke = (FunctionName: string, fields: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName, 'Payload.$': '$' },
  OutputPath: '$.Payload',
  ...fields,
});

const caught = { Type: 'Pass', End: true };

/** The machines of the tests, by the names under which mock-config.json knows them. */
export const machines = {
  /** The pipeline itself, as it is deployed. */
  MockedPipeline: defineStateMachine(settings),

  MockedRetries: {
    StartAt: 'Call',
    States: {
      Call: invoke('till', {
        Retry: [{ ErrorEquals: ['Till.Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 }],
        Catch: [
          { ErrorEquals: ['Till.Refused'], ResultPath: '$.refusal', Next: 'Refused' },
          { ErrorEquals: ['States.Timeout'], Next: 'TooLate' },
        ],
        End: true,
      }),
      Refused: caught,
      TooLate: caught,
    },
  },

  MockedFanOut: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemsPath: '$.numbers',
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Double',
          States: {
            Double: invoke('double', {
              Retry: [{ ErrorEquals: ['Till.Busy'], IntervalSeconds: 1, MaxAttempts: 1 }],
              End: true,
            }),
          },
        },
        ResultPath: '$.doubled',
        Next: 'Enough',
      },
      Enough: {
        Type: 'Choice',
        Choices: [{ Variable: '$.doubled[2]', NumericGreaterThanEquals: 6, Next: 'Rest' }],
        Default: 'TooLittle',
      },
      TooLittle: { Type: 'Fail', Error: 'TooLittle', Cause: 'The last one is below 6.' },
      Rest: { Type: 'Wait', Seconds: 1, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: invoke('left', { End: true }) } },
          { StartAt: 'Right', States: { Right: invoke('right', { End: true }) } },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'BranchFailed' }],
        ResultPath: '$.both',
        End: true,
      },
      BranchFailed: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
    },
  },

  MockedChildren: {
    StartAt: 'EachApart',
    States: {
      EachApart: {
        Type: 'Map',
        Label: 'Halves',
        ItemsPath: '$.numbers',
        MaxConcurrency: 1,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Halve',
          States: {
            Halve: invoke('halve', {
              Retry: [{ ErrorEquals: ['Till.Busy'], IntervalSeconds: 1, MaxAttempts: 1 }],
              End: true,
            }),
          },
        },
        End: true,
      },
    },
  },

  /** Other ways to call a service than to invoke a function. */
  MockedServices: {
    StartAt: 'SendMessage',
    States: {
      SendMessage: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/orders', MessageBody: 'hello' },
        ResultPath: '$.sent',
        Next: 'AwaitAnswer',
      },
      AwaitAnswer: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
        ResultPath: '$.answered',
        Next: 'RunChild',
      },
      RunChild: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Child' },
        ResultPath: '$.child',
        Next: 'CallFunction',
      },
      CallFunction: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:call',
        ResultPath: '$.function',
        End: true,
      },
    },
  },

  /** Nothing in it is mocked. */
  MockedNothing: {
    StartAt: 'TakeTooLong',
    TimeoutSeconds: 1,
    States: { TakeTooLong: { Type: 'Wait', Seconds: 600, End: true } },
  },
} as const;

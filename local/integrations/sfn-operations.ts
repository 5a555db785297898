import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DeleteStateMachineCommand,
  type DeleteStateMachineCommandInput,
  DescribeExecutionCommand,
  type DescribeExecutionCommandInput,
  DescribeMapRunCommand,
  type DescribeMapRunCommandInput,
  DescribeStateMachineCommand,
  type DescribeStateMachineCommandInput,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandInput,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  ListMapRunsCommand,
  type ListMapRunsCommandInput,
  ListStateMachinesCommand,
  type ListStateMachinesCommandInput,
  RedriveExecutionCommand,
  type RedriveExecutionCommandInput,
  SendTaskFailureCommand,
  type SendTaskFailureCommandInput,
  SendTaskHeartbeatCommand,
  type SendTaskHeartbeatCommandInput,
  SendTaskSuccessCommand,
  type SendTaskSuccessCommandInput,
  type SFNClient,
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StartSyncExecutionCommand,
  type StartSyncExecutionCommandInput,
  StopExecutionCommand,
  type StopExecutionCommandInput,
} from '@aws-sdk/client-sfn';
import { isObject, type JsonObject, type JsonValue } from '../step-functions/json';
import { sdkOperation } from './sdk-operation';

/** Members whose value is a JSON text; a definition may hold the JSON itself. */
const texts = new Set(['Input', 'Output', 'Cause', 'Definition']);

/** The API's names begin small, Step Functions' with a capital, on all levels. */
const operation: typeof sdkOperation = (send) => sdkOperation(send, { request: toApi, response: fromApi });

function toApi(parameters: JsonObject): JsonObject {
  const withTexts = Object.entries(parameters).map(([name, value]) => {
    const isText = texts.has(name) && typeof value !== 'string';
    return [name, isText ? JSON.stringify(value) : value] as const;
  });
  return renamed(Object.fromEntries(withTexts), (name) => name.charAt(0).toLowerCase() + name.slice(1));
}

const fromApi = (answer: JsonObject): JsonObject =>
  renamed(answer, (name) => name.charAt(0).toUpperCase() + name.slice(1));

function renamed(value: JsonObject, rename: (name: string) => string): JsonObject {
  const inside = (member: JsonValue): JsonValue => {
    if (Array.isArray(member)) return member.map(inside);
    return isObject(member) ? renamed(member, rename) : member;
  };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), inside(member)]));
}

export const sfnOperations = (client: SFNClient) => ({
  createStateMachine: operation((input: CreateStateMachineCommandInput, at) =>
    client.send(new CreateStateMachineCommand(input), at),
  ),
  deleteStateMachine: operation((input: DeleteStateMachineCommandInput, at) =>
    client.send(new DeleteStateMachineCommand(input), at),
  ),
  describeExecution: operation((input: DescribeExecutionCommandInput, at) =>
    client.send(new DescribeExecutionCommand(input), at),
  ),
  describeMapRun: operation((input: DescribeMapRunCommandInput, at) =>
    client.send(new DescribeMapRunCommand(input), at),
  ),
  describeStateMachine: operation((input: DescribeStateMachineCommandInput, at) =>
    client.send(new DescribeStateMachineCommand(input), at),
  ),
  getExecutionHistory: operation((input: GetExecutionHistoryCommandInput, at) =>
    client.send(new GetExecutionHistoryCommand(input), at),
  ),
  listExecutions: operation((input: ListExecutionsCommandInput, at) =>
    client.send(new ListExecutionsCommand(input), at),
  ),
  listMapRuns: operation((input: ListMapRunsCommandInput, at) => client.send(new ListMapRunsCommand(input), at)),
  listStateMachines: operation((input: ListStateMachinesCommandInput, at) =>
    client.send(new ListStateMachinesCommand(input), at),
  ),
  redriveExecution: operation((input: RedriveExecutionCommandInput, at) =>
    client.send(new RedriveExecutionCommand(input), at),
  ),
  sendTaskFailure: operation((input: SendTaskFailureCommandInput, at) =>
    client.send(new SendTaskFailureCommand(input), at),
  ),
  sendTaskHeartbeat: operation((input: SendTaskHeartbeatCommandInput, at) =>
    client.send(new SendTaskHeartbeatCommand(input), at),
  ),
  sendTaskSuccess: operation((input: SendTaskSuccessCommandInput, at) =>
    client.send(new SendTaskSuccessCommand(input), at),
  ),
  startExecution: operation((input: StartExecutionCommandInput, at) =>
    client.send(new StartExecutionCommand(input), at),
  ),
  startSyncExecution: operation((input: StartSyncExecutionCommandInput, at) =>
    client.send(new StartSyncExecutionCommand(input), at),
  ),
  stopExecution: operation((input: StopExecutionCommandInput, at) => client.send(new StopExecutionCommand(input), at)),
});

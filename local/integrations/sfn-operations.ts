import {
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
  StartExecutionCommand,
  type StartExecutionCommandInput,
  StopExecutionCommand,
  type StopExecutionCommandInput,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { isObject, type JsonObject, type JsonValue } from '../step-functions/json';
import { sdkOperation } from './sdk-operation';

/** Members whose value is a JSON text; a definition may hold the JSON itself. */
const texts = new Set(['Input', 'Output', 'Cause', 'Definition']);

/** The API's names begin small, Step Functions' with a capital, on all levels. */
const operation: typeof sdkOperation = (send) => sdkOperation(send, { request: toApi, response: fromApi });

function toApi(parameters: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      texts.has(name) && typeof value !== 'string' ? JSON.stringify(value) : value,
    ]),
  );
}

const fromApi = (answer: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(answer).map(([name, value]) => [capitalized(name), inCapitals(value)]));

function inCapitals(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inCapitals);
  return isObject(value) ? fromApi(value) : value;
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export const sfnOperations = (client: SFNClient) => ({
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
  stopExecution: operation((input: StopExecutionCommandInput, at) => client.send(new StopExecutionCommand(input), at)),
});

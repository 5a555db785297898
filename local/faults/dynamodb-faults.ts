import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../json-answer';
import { targetOf } from '../request-address';
import { answerInstead } from './disturbed-answer';
import type { Injections } from './injections';
import { type Disturb, placeOf } from './requesters';
import type { DynamoDbFaults } from './schema';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const errors = {
  throttle: {
    status: 400,
    type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message:
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  },
  conflict: {
    status: 400,
    type: 'com.amazonaws.dynamodb.v20120810#TransactionConflictException',
    message: 'Transaction is ongoing for the item',
  },
  internalError: {
    status: 500,
    type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: 'Internal server error',
  },
} as const;

/** What a transaction of someone else can be in the way of. */
const itemWrites = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);
const writes = new Set([...itemWrites, 'BatchWriteItem', 'TransactWriteItems']);

/** Disturbs DynamoDB in front of the service. */
export function createDynamoDbFaults(faults: DynamoDbFaults, injections: Injections): Disturb {
  const lot = (kind: keyof Omit<DynamoDbFaults, 'most'>) =>
    injections.lot(`dynamodb.${kind}`, faults[kind], faults.most);
  const lots = {
    throttle: lot('throttle'),
    conflict: lot('conflict'),
    internalError: lot('internalError'),
    lostAnswer: lot('lostAnswer'),
  };
  return (requester, request, response, serve) => {
    const operation = targetOf(request)?.operation ?? '';
    const happens = (kind: keyof typeof lots) =>
      lots[kind].drawn(requester.name) && lots[kind].inject(operation, placeOf(requester));
    if (happens('throttle')) refuse(request, response, 'throttle');
    else if (itemWrites.has(operation) && happens('conflict')) refuse(request, response, 'conflict');
    else if (happens('internalError')) refuse(request, response, 'internalError');
    else {
      if (writes.has(operation) && happens('lostAnswer')) {
        answerInstead(response, () => refuse(request, response, 'internalError'));
      }
      serve();
    }
  };
}

function refuse(request: IncomingMessage, response: ServerResponse, kind: keyof typeof errors): void {
  request.resume();
  const { status, type, message } = errors[kind];
  sendJson(request, response, status, { __type: type, message });
}

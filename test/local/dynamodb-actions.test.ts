import { dynamodbActions } from '../../local/dynamodb-actions';

const table = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const jobs = table('jobs');
const Key = { jobId: { S: 'a' }, item: { S: 'job' } };

test.each<[string, object, string, Record<string, string>]>([
  ['PutItem', { TableName: 'jobs', Item: Key }, jobs, { 'dynamodb:LeadingKeys': 'a' }],
  ['UpdateItem', { TableName: 'jobs', Key }, jobs, { 'dynamodb:LeadingKeys': 'a' }],
  ['GetItem', { TableName: 'jobs', Key }, jobs, { 'dynamodb:LeadingKeys': 'a' }],
  ['GetItem', { TableName: 'other', Key: { id: { S: 'a' } } }, table('other'), {}],
  ['GetItem', { TableName: jobs, Key: { jobId: { N: '1' } } }, jobs, {}],
  ['Query', { TableName: 'jobs', KeyConditionExpression: 'jobId = :job' }, jobs, {}],
  ['Query', { TableName: 'jobs', IndexName: 'by-state' }, `${jobs}/index/by-state`, {}],
  ['Scan', { TableName: 'jobs', IndexName: 'by-state' }, `${jobs}/index/by-state`, {}],
  ['DescribeTable', { TableName: 'jobs' }, jobs, {}],
  ['ListTables', {}, '*', {}],
])('%s %j', (operation, body, resource, context) => {
  expect(dynamodbActions(operation, body)).toEqual([{ action: `dynamodb:${operation}`, resource, context }]);
});

test.each<[string, object]>([
  ['BatchGetItem', { RequestItems: { jobs: { Keys: [Key] }, others: { Keys: [Key] } } }],
  ['BatchWriteItem', { RequestItems: { jobs: [{ PutRequest: { Item: Key } }], others: [] } }],
])('%s is about each of its tables', (operation, body) => {
  expect(dynamodbActions(operation, body)).toEqual(
    [jobs, table('others')].map((resource) => ({ action: `dynamodb:${operation}`, resource, context: {} })),
  );
});

test('a transaction needs what each of its parts needs', () => {
  const parts = ['Put', 'Update', 'Delete', 'ConditionCheck'].map((name) => ({ [name]: { TableName: name, Key } }));
  const needed = [
    ...dynamodbActions('TransactWriteItems', { TransactItems: parts }),
    ...dynamodbActions('TransactGetItems', { TransactItems: [{ Get: { TableName: 'Get', Key } }] }),
  ];
  expect(needed.map(({ action, resource }) => [action, resource])).toEqual([
    ['dynamodb:PutItem', table('Put')],
    ['dynamodb:UpdateItem', table('Update')],
    ['dynamodb:DeleteItem', table('Delete')],
    ['dynamodb:ConditionCheckItem', table('ConditionCheck')],
    ['dynamodb:GetItem', table('Get')],
  ]);
});

test.each([null, 'text', { TableName: 1 }])('%j can’t be read, and so is about everything', (body) => {
  expect(dynamodbActions('PutItem', body)).toEqual([{ action: 'dynamodb:PutItem', resource: '*', context: {} }]);
});

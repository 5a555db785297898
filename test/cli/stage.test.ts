import { startServices } from '../../local/services';
import { placeOf, withStage } from '../../cli/stage';
import { parseRedriveOptions, parseStageOptions } from '../../cli/stage-options';
import { UsageError } from '../../cli/usage-error';
import { temporaryFolder } from '../tools';

const endpoint = 'http://127.0.0.1:4566';
const known = { accessKeyId: 'test', secretAccessKey: 'test' };

describe('placeOf', () => {
  test('a deployed stage is reached as the SDK finds it', () => {
    expect(placeOf({ stage: 'dev', json: false }, { variables: {} })).toEqual({ stage: 'dev', title: 'stage dev', clients: {} }); // prettier-ignore
  });

  test.each([
    [{ endpoint, json: false }, {}],
    [{ json: false }, { AWS_ENDPOINT_URL: endpoint }],
    [{ endpoint, json: false }, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }],
  ])('what runs on this machine is reached by its address: %j, %j', (options, variables) => {
    expect(placeOf(options, { variables })).toEqual({
      ...{ stage: 'local', title: `stage local at ${endpoint}` },
      clients: { endpoint, region: 'us-east-1', credentials: known },
    });
  });

  test('keys and region of the environment come first', () => {
    const variables = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_REGION: 'eu-west-1' };
    expect(placeOf({ stage: 'dev', endpoint, json: false }, { variables })).toMatchObject({
      ...{ stage: 'dev', clients: { endpoint, region: 'eu-west-1' } },
    });
    expect(placeOf({ endpoint, json: false }, { variables }).clients.credentials).toBeUndefined();
  });

  test('nothing said is wrong usage that says what to say', () => {
    const asking = () => placeOf({ json: false }, { variables: {} });
    expect(asking).toThrow(UsageError);
    expect(asking).toThrow(/--stage, or start framefleet up/);
  });
});

describe('withStage', () => {
  const folder = temporaryFolder('all');
  const none = { variables: {} };

  test('finds the account of a stage by its state machine, however many there are', async () => {
    const services = await startServices({ root: folder(), program: 'none', user: known });
    const clients = services.clientsOf('user');
    try {
      const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });
      const roleArn = 'arn:aws:iam::000000000000:role/any';
      for (const name of ['framefleet-devil', 'framefleet-dev']) {
        services.stepFunctions.createStateMachine({ name, definition, roleArn });
      }
      const options = { stage: 'dev', endpoint: clients.endpoint, json: false };
      const opened = await withStage(placeOf(options, none), async ({ names, executions, title }) => {
        const executionArn = await executions.start({ detail: {} });
        return { names, executionArn, title };
      });
      expect(opened.names).toMatchObject({ jobTable: 'framefleet-dev-jobs', workBucket: 'framefleet-dev-work-000000000000' }); // prettier-ignore
      expect(opened.executionArn).toMatch(/:execution:framefleet-dev:/);
      expect(opened.title).toBe(`stage dev at ${clients.endpoint}`);
      const missing = withStage(placeOf({ ...options, stage: 'prod' }, none), () => Promise.resolve());
      await expect(missing).rejects.toThrow(/no state machine framefleet-prod in us-east-1: deploy it/);
    } finally {
      await services.stop();
    }
  });

  test('nobody there is wrong usage that says what to start', async () => {
    const asking = withStage(placeOf({ endpoint: 'http://127.0.0.1:1', json: false }, none), () => Promise.resolve());
    await expect(asking).rejects.toThrow(UsageError);
    await expect(asking).rejects.toThrow(/nobody answers there \(connect ECONNREFUSED .*\). Start framefleet up/);
  });
});

describe('options', () => {
  test('are read as typed', () => {
    expect(parseStageOptions({ stage: 'dev', json: true })).toEqual({ stage: 'dev', json: true });
    expect(parseRedriveOptions({ endpoint: '127.0.0.1:4566', follow: true })).toEqual({
      ...{ endpoint, follow: true, json: false },
    });
  });

  test.each([
    [{ stage: 'Dev' }, '--stage "Dev": write the name that the stage has in stages.json'],
    [{ endpoint: 'ftp://a' }, '--endpoint "ftp://a": write host:port'],
  ])('refuses %j by name', (typed, message) => {
    expect(() => parseStageOptions(typed)).toThrow(message);
  });
});

import { openAnnouncements } from '../../aws/clients';
import { type JsonAnswers, startJsonAnswers } from './json-answers';

const news = {
  jobId: 'job-1',
  source: { bucket: 'videos', key: 'a.mp4', version: '1', etag: 'e', sizeBytes: 5 },
  error: { name: 'Stalled', message: 'It stood still.' },
  executionId: 'arn:execution',
};

describe('Announcements', () => {
  let answers: JsonAnswers;
  beforeAll(async () => void (answers = await startJsonAnswers()));
  afterAll(() => answers.stop());
  const announce = (...Entries: object[]) => {
    answers.next = { status: 200, body: { FailedEntryCount: 0, Entries } };
    return openAnnouncements('framefleet-bus', answers.clients).announce('Job Failed', news);
  };

  test('an event is put on the bus, from us', async () => {
    await announce({ EventId: 'e-1' });
    expect(answers.requests).toEqual([
      {
        Entries: [
          {
            Source: 'framefleet',
            DetailType: 'Job Failed',
            EventBusName: 'framefleet-bus',
            Detail: JSON.stringify({ version: 1, ...news }),
          },
        ],
      },
    ]);
  });

  test('one that the bus refuses is an error, though its answer is none', async () => {
    await expect(announce({ ErrorCode: 'InternalFailure', ErrorMessage: 'Later.' })).rejects.toThrow(
      'The event "Job Failed" was refused by the bus framefleet-bus (InternalFailure: Later.)',
    );
    await expect(announce()).rejects.toThrow('no code');
  });
});

import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startS3, type S3OnAPort } from './s3-on-a-port';

describe('sequencers', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket('videos');
  });
  afterEach(() => s3.stop());

  test('grow from event to event, over a restart and a clock set back', async () => {
    const put = () => s3.client.send(new PutObjectCommand({ Bucket: 'videos', Key: 'a', Body: 'x' }));
    await Promise.all([put(), put(), put()]);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
    await s3.restart();
    await s3.createBucket('opened');
    clock.mockRestore();
    await put();
    const sequencers = s3.created.map(({ sequencer }) => sequencer);
    expect(sequencers).toHaveLength(4);
    expect(new Set(sequencers).size).toBe(4);
    expect([...sequencers].sort()).toEqual(sequencers);
    for (const sequencer of sequencers) expect(sequencer).toMatch(/^[0-9A-F]{16,}$/);
  });
});

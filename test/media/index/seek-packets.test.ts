import { seekPackets } from '../../../media/index/seek-packets';
import { highestLimits } from '../../../pipeline/limits';
import { temporaryFolder } from '../../tools';
import { type Answers, fakeFfprobe } from './fake-ffprobe';

const stream = { index: 3, timeBase: { numerator: 1, denominator: 25 } };

describe('seekPackets', () => {
  const folder = temporaryFolder();
  async function seek(times: readonly number[], answers: Partial<Answers>, url = '/videos/a.avi') {
    const ffprobe = await fakeFfprobe(folder(), { sought: [], packets: [], ...answers });
    const packets = await seekPackets(ffprobe.path, { url }, stream, times);
    return { packets, calls: await ffprobe.calls() };
  }

  test('asks for a packet at each time, half a tick behind it', async () => {
    const { calls } = await seek([0, 50, -1], {});
    expect(calls).toHaveLength(1);
    const args = calls[0]!;
    expect(args[args.indexOf('-read_intervals') + 1]).toBe('0.020000%+#1,2.020000%+#1,-0.020000%+#1');
    expect(args[args.indexOf('-select_streams') + 1]).toBe('3');
    expect(args.at(-1)).toBe('/videos/a.avi');
  });

  test('reads no frames, and opens nothing but the video', async () => {
    const { calls } = await seek([0], {}, 'http://127.0.0.1:1/a');
    expect(calls[0]).toEqual(
      expect.arrayContaining(['-probesize', '32', '-analyzeduration', '0', '-format_whitelist']),
    );
  });

  test('holds ffprobe to the limits', async () => {
    const { path, calls } = await fakeFfprobe(folder(), { sought: [], packets: [] });
    await seekPackets(path, { url: '/a' }, { ...stream, limits: { ...highestLimits, streams: 7 } }, [0]);
    expect((await calls())[0]).toEqual(expect.arrayContaining(['-max_streams', '8']));
  });

  test('returns the packets in their order', async () => {
    const sought = ['pts=50|duration=1|flags=K__', '', 'pts=N/A|duration=1|flags=___'];
    expect((await seek([50, 60], { sought })).packets).toEqual([
      { pts: 50, duration: 1, isKeyFrame: true },
      { pts: undefined, duration: 1, isKeyFrame: false },
    ]);
  });

  test('a failure finds nothing', async () => {
    const answers = { sought: ['pts=50|duration=1|flags=K__'], failsToSeek: 1 };
    expect((await seek([50], answers)).packets).toEqual([]);
  });

  test('stops when it is told to', async () => {
    const { path } = await fakeFfprobe(folder(), { sought: [], packets: [] });
    const reason = new Error('the task was told to stop');
    await expect(seekPackets(path, { url: '/a' }, stream, [0], AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('an ffprobe that isn’t there is an error', async () => {
    await expect(seekPackets('/no/such/ffprobe', { url: '/a' }, stream, [0])).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

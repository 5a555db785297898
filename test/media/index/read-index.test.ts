import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type StreamToIndex, readIndex } from '../../../media/index/read-index';
import { PipelineError } from '../../../pipeline/errors';
import { temporaryFolder } from '../../tools';
import { box, elst, mdat, movie, sixFrames, trak } from './boxes';
import { avi, delta, key, sound } from './chunks';
import { cluster, cue, cues, matroska, tracks } from './elements';
import { type Answers, fakeFfprobe } from './fake-ffprobe';

const stream: StreamToIndex = {
  ...{ index: 0, id: 1, timeBase: { numerator: 1, denominator: 10 }, startPts: 0, frameTicks: 10 },
  endSeconds: 6,
};
const mp4 = Buffer.concat([box('moov', movie(trak({ tables: sixFrames() }))), mdat(600)]);
const mkv = matroska(tracks(1), cues(cue(0), cue(30)), cluster(100));
const line = (pts: number | string, flags = 'K__') => `pts=${pts}|duration=10|flags=${flags}`;
const formats = { mp4: 'mov,mp4,m4a,3gp,3g2,mj2', mkv: 'matroska,webm', avi: 'avi' };

/** What the packets tell, in tests in which they are asked for. */
const packets = [line(7), line(17, '___')];
const fromPackets = { index: { keyFrames: [7], framesFrom: [2], startPts: 7, endPts: 27, frameCount: 2 }, from: 'packets' }; // prettier-ignore

describe('readIndex', () => {
  const folder = temporaryFolder();

  async function read(file: Buffer, format: string, answers: Partial<Answers>, changes: Partial<StreamToIndex> = {}) {
    const ffprobe = await fakeFfprobe(folder(), { sought: [], packets, ...answers });
    const path = join(folder(), 'video');
    await writeFile(path, file);
    const found = await readIndex(ffprobe.path, { url: path }, format, { ...stream, ...changes });
    return { found, calls: (await ffprobe.calls()).map((args) => intervalsOf(args)) };
  }
  /** Where ffprobe was sent to; undefined where it was to read all. */
  const intervalsOf = (args: string[]) =>
    args.includes('-read_intervals') ? args[args.indexOf('-read_intervals') + 1] : undefined;

  test('MP4: the sample table, where ffprobe finds its last key frame', async () => {
    const { found, calls } = await read(mp4, formats.mp4, { sought: [line(30)] });
    expect(found).toEqual({
      index: { keyFrames: [0, 30], framesFrom: [3, 3], startPts: 0, endPts: 60, frameCount: 6 },
      from: 'sample table',
    });
    expect(calls).toEqual(['3.050000%+#1']);
  });

  test('Matroska: the cues; where it ends is said by its header, and frames aren’t counted', async () => {
    const { found } = await read(mkv, formats.mkv, { sought: [line(30)] }, { endSeconds: 6.04 });
    expect(found).toEqual({ index: { keyFrames: [0, 30], startPts: 0, endPts: 60, frameCount: 6 }, from: 'cues' });
  });

  test('Matroska: a start after the first cue, or before it', async () => {
    const late = await read(mkv, formats.mkv, { sought: [line(30)] }, { startPts: 4 });
    expect(late.found.index).toMatchObject({ keyFrames: [0, 30], startPts: 0, frameCount: 6 });
    const early = await read(mkv, formats.mkv, { sought: [line(30)] }, { startPts: -5 });
    expect(early.found.index).toMatchObject({ keyFrames: [0, 30], startPts: -5, frameCount: 7 });
  });

  test('AVI: the list of frames', async () => {
    const { found } = await read(avi([key(), delta(), key(), sound()]), formats.avi, { sought: [line(2)] });
    expect(found).toEqual({
      index: { keyFrames: [0, 2], framesFrom: [2, 1], startPts: 0, endPts: 3, frameCount: 3 },
      from: 'frame list',
    });
  });

  test.each([
    ['MP4', mp4, formats.mp4, 6],
    ['AVI', avi([key(), delta(), key(), sound()]), formats.avi, 3],
    ['packets', Buffer.alloc(0), 'mpegts', 2],
  ])('%s: tells how many frames there are, and ends when that is too many', async (_, file, format, frames) => {
    const counts: number[] = [];
    await read(file, format, { sought: [line(2)] }, { onFrames: (count) => counts.push(count) });
    expect(counts).toContain(frames);
    const tooMany = new PipelineError('LimitExceeded', 'There are too many frames.');
    const onFrames = (count: number) => {
      if (count >= frames) throw tooMany;
    };
    await expect(read(file, format, { sought: [line(2)] }, { onFrames })).rejects.toBe(tooMany);
  });

  test.each<[string, Partial<Answers>]>([
    ['another time', { sought: [line(31)] }],
    ['no time', { sought: [line('N/A')] }],
    ['no key frame', { sought: [line(30, '___')] }],
    ['nothing', { sought: [] }],
    ['what isn’t shown', { sought: [line(30, 'KD_')] }],
    ['a failure', { sought: [line(30)], failsToSeek: 1 }],
  ])('where ffprobe finds %s, all packets are read', async (_, answers) => {
    const { found, calls } = await read(mp4, formats.mp4, answers);
    expect(found).toEqual(fromPackets);
    expect(calls).toEqual(['3.050000%+#1', undefined]);
  });

  test('it may find an earlier key frame that is known', async () => {
    expect((await read(mp4, formats.mp4, { sought: [line(0)] })).found.from).toBe('sample table');
  });

  const shownNothing = Buffer.concat([box('moov', movie(trak({ tables: sixFrames(), edits: elst([0, 0]) }))), mdat(600)]); // prettier-ignore
  test.each<[string, Buffer, string, Partial<StreamToIndex>]>([
    ['a container without one', Buffer.alloc(100), 'mpegts', {}],
    ['a container of no known name', Buffer.alloc(100), '', {}],
    ['MP4 without a movie box', mdat(100), formats.mp4, {}],
    ['MP4 that is damaged', mp4.subarray(0, 60), formats.mp4, {}],
    ['a track without a number', mp4, formats.mp4, { id: undefined }],
    ['a track that there isn’t', mp4, formats.mp4, { id: 2 }],
    ['a sample table without a frame', shownNothing, formats.mp4, {}],
    ['Matroska without cues', matroska(tracks(1), cluster(10)), formats.mkv, {}],
    ['Matroska that doesn’t say where it ends', mkv, formats.mkv, { endSeconds: undefined }],
    ['Matroska that ends with its last key frame', mkv, formats.mkv, { endSeconds: 3 }],
    ['Matroska that ends nowhere', mkv, formats.mkv, { endSeconds: 1e300 }],
    ['Matroska with times beyond all bounds', matroska(tracks(1), cues(cue(2 ** 54))), formats.mkv, { endSeconds: 2e15 }],
    ['AVI without a list', Buffer.from('RIFF....AVI '), formats.avi, {}],
    ['an AVI without a frame', avi([sound()]), formats.avi, {}],
    ['an empty file', Buffer.alloc(0), formats.mp4, {}],
  ])('%s: all packets are read, and ffprobe is sent nowhere', async (_, file, format, changes) => {
    const { found, calls } = await read(file, format, {}, changes);
    expect(found.from).toBe('packets');
    expect(calls).toEqual([undefined]);
  }); // prettier-ignore

  describe('AVI with frames that are shown on', () => {
    const file = avi([key(), delta(0), sound(), key(), delta(0), delta(), key()]);

    test('is cut only where ffprobe comes to the very frame', async () => {
      const answers = { sought: [line(5), line(5)], packets: [] };
      const { found, calls } = await read(file, formats.avi, answers);
      expect(found).toEqual({
        index: { keyFrames: [0, 5], framesFrom: [3, 1], startPts: 0, endPts: 6, frameCount: 4 },
        from: 'frame list',
      });
      expect(calls).toEqual(['0.550000%+#1', '0.250000%+#1,0.550000%+#1']);
    });

    test('also where its packets are read', async () => {
      const shown = [line(0), line(2), line(4, '___'), line(5)].map((one) => one.replace('=10', '=1'));
      const { found, calls } = await read(file, formats.avi, { sought: [line(3), line(5)], packets: shown });
      expect(found).toEqual({
        index: { keyFrames: [0, 5], framesFrom: [3, 1], startPts: 0, endPts: 6, frameCount: 4 },
        from: 'packets',
      });
      expect(calls).toEqual(['0.550000%+#1', undefined, '0.250000%+#1,0.550000%+#1']);
    });

    test('other containers have uneven times of their own', async () => {
      const uneven = [line(0), line(40)];
      expect((await read(Buffer.alloc(0), 'mpegts', { packets: uneven })).found.index.keyFrames).toEqual([0, 40]);
    });
  });

  test('an address that doesn’t answer with the bytes that it is asked for is left to ffprobe', async () => {
    const server = createServer((_, response) => void response.end(mp4));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    const { path } = await fakeFfprobe(folder(), { sought: [], packets });
    const url = `http://127.0.0.1:${address.port}/`;
    expect(await readIndex(path, { url }, formats.mp4, stream)).toEqual(fromPackets);
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  });

  test('a file that isn’t there is an error', async () => {
    const { path } = await fakeFfprobe(folder(), { sought: [], packets });
    const reading = readIndex(path, { url: join(folder(), 'none') }, formats.mp4, stream);
    await expect(reading).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('stops when it is told to', async () => {
    const { path, calls } = await fakeFfprobe(folder(), { sought: [], packets });
    const file = join(folder(), 'video');
    await writeFile(file, Buffer.alloc(0));
    const reason = new Error('the task was told to stop');
    const reading = readIndex(path, { url: file }, formats.mp4, stream, AbortSignal.abort(reason));
    await expect(reading).rejects.toBe(reason);
    expect(await calls()).toEqual([]);
  });
});

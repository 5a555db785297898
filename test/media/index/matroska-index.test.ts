import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { readMatroskaCues } from '../../../media/index/matroska-index';
import { claiming, cluster, cue, cues, ebml, element, ids, matroska, openElement, seekHead, track, tracks, unsigned } from './elements'; // prettier-ignore
import { readerOf } from './counting-reader';

const timesOf = (file: Buffer, stream = 0) => readMatroskaCues(readerOf(file), stream);
const three = cues(cue(0), cue(480), cue(960));

/** A file with its cues behind the clusters, named by a seek head in front. */
function cuesBehind(clusterBytes: number, index = three): Buffer {
  const front = [tracks(1), cluster(clusterBytes)];
  const headBytes = seekHead([ids.cues, 0]).length;
  const position = headBytes + Buffer.concat(front).length;
  return matroska(seekHead([ids.cues, position]), ...front, index);
}

describe('readMatroskaCues', () => {
  test('cues behind the clusters, where the seek head says', async () => {
    const reader = readerOf(cuesBehind(5_000_000));
    expect(await readMatroskaCues(reader, 0)).toEqual([0, 480, 960]);
    // Heads of file, segment, seek head, tracks, cluster, cues; contents of three of them.
    expect(reader.reads).toHaveLength(9);
    expect(reader.bytesRead()).toBeLessThan(400);
  });

  test('cues in front of the clusters are read on the way', async () => {
    const reader = readerOf(matroska(element(ids.info), tracks(1), three, cluster(1_000_000)));
    expect(await readMatroskaCues(reader, 0)).toEqual([0, 480, 960]);
    expect(Math.max(...reader.reads.map(({ position }) => position))).toBeLessThan(300);
  });

  test('cues in front of the tracks, too', async () => {
    expect(await timesOf(matroska(three, tracks(1), cluster(10)))).toEqual([0, 480, 960]);
  });

  test('other elements are passed over, and not read', async () => {
    const reader = readerOf(matroska(element(ids.void, Buffer.alloc(90_000)), seekHead(), tracks(1), three));
    expect(await readMatroskaCues(reader, 0)).toEqual([0, 480, 960]);
    expect(reader.bytesRead()).toBeLessThan(400);
  });

  test('the first seek head that names cues counts', async () => {
    const parts = [tracks(1), cluster(100), three];
    const heads = (position: number) => [seekHead([ids.info, 7], [ids.cues, position]), seekHead([ids.cues, 7])];
    const position = Buffer.concat([...heads(0), ...parts.slice(0, 2)]).length;
    expect(await timesOf(matroska(...heads(position), ...parts))).toEqual([0, 480, 960]);
  });

  test('a segment whose size isn’t known', async () => {
    const file = Buffer.concat([ebml, openElement(ids.segment, Buffer.concat([tracks(1), three, cluster(10)]))]);
    expect(await timesOf(file)).toEqual([0, 480, 960]);
  });

  test('a cluster whose size isn’t known ends the way', async () => {
    const file = matroska(tracks(1), openElement(ids.cluster, Buffer.alloc(100)), three);
    await expect(timesOf(file)).rejects.toThrow(new IndexUnreadable('There are no cues'));
  });

  test('ascending, each once', async () => {
    expect(await timesOf(matroska(tracks(1), cues(cue(960), cue(0), cue(480), cue(0))))).toEqual([0, 480, 960]);
  });

  test('only those of the stream, which is numbered by its place and not by its number', async () => {
    const both = element(
      ids.cuePoint,
      Buffer.concat([
        unsigned(ids.cueTime, 500),
        ...[5, 3].map((number) => element(ids.cueTrackPositions, Buffer.concat([unsigned(ids.cueTrack, number), unsigned(ids.cueClusterPosition, 0)]))),
      ]),
    );
    const file = matroska(tracks(5, 3), cues(cue(0, 5), cue(0, 3), cue(100, 3), both, cue(700, 4)));
    expect(await timesOf(file, 0)).toEqual([0, 500]);
    expect(await timesOf(file, 1)).toEqual([0, 100, 500]);
  }); // prettier-ignore

  test('cues that point beyond the end of a file that was cut off are left out', async () => {
    const file = matroska(tracks(1), cues(cue(0, 1, 60), cue(480, 1, 3000), cue(960, 1, 3001)), cluster(3000));
    const segmentStart = ebml.length + 12;
    expect(await timesOf(file.subarray(0, segmentStart + 3001))).toEqual([0, 480]);
  });

  test('a cue that doesn’t tell its cluster leads nowhere', async () => {
    const lost = element(ids.cuePoint, Buffer.concat([unsigned(ids.cueTime, 5), element(ids.cueTrackPositions, unsigned(ids.cueTrack, 1))])); // prettier-ignore
    expect(await timesOf(matroska(tracks(1), cues(cue(0), lost)))).toEqual([0]);
  });

  test('a cue without a time is none', async () => {
    const positions = Buffer.concat([unsigned(ids.cueTrack, 1), unsigned(ids.cueClusterPosition, 0)]);
    const timeless = element(ids.cuePoint, element(ids.cueTrackPositions, positions));
    expect(await timesOf(matroska(tracks(1), cues(timeless, cue(40))))).toEqual([40]);
  });
});

describe('what isn’t surely understood', () => {
  test.each<[string, Buffer, string]>([
    ['no EBML', Buffer.from('RIFF....AVI '), 'This is no EBML'],
    ['another kind of EBML', Buffer.concat([ebml, element(ids.void)]), 'There is no segment'],
    ['nothing behind the head', ebml, 'A number of variable length has no length'],
    ['no tracks', matroska(three, cluster(10)), 'There are no tracks'],
    ['no cues', matroska(tracks(1), cluster(10)), 'There are no cues'],
    ['cues for another track', matroska(tracks(1), cues(cue(0, 2))), 'There are no cues for stream 0'],
    ['cues that all point beyond the end', matroska(tracks(1), cues(cue(0, 1, 1e9))), 'There are no cues for stream 0'],
    ['no track of that number', matroska(tracks(), three), 'There is no track for stream 0'],
    ['a track without a number', matroska(element(ids.tracks, element(ids.trackEntry)), three), 'There is no track for stream 0'],
    ['a seek head that points elsewhere', matroska(seekHead([ids.cues, 0]), tracks(1), cluster(10)), 'There are no cues'],
    ['a seek head that points beyond the end', matroska(seekHead([ids.cues, 1e15]), tracks(1)), 'A number of variable length has no length'],
    ['cues of unknown size', Buffer.concat([ebml, openElement(ids.segment, Buffer.concat([tracks(1), openElement(ids.cues, cue(0))]))]), 'An element of Infinity bytes'],
    ['cues that are too large', matroska(tracks(1), claiming(ids.cues, 32 * 1024 * 1024 + 1)), 'An element of 33554433 bytes'],
    ['cues that go on beyond the end', matroska(tracks(1), claiming(ids.cues, 100)), 'An element goes on beyond the end of the file'],
    ['a cue that is longer than the cues', matroska(tracks(1), cues(claiming(ids.cuePoint, 5))), 'An element is longer than the one around it'],
  ])('%s', async (_, file, message) => {
    await expect(timesOf(file)).rejects.toThrow(new IndexUnreadable(message));
  }); // prettier-ignore

  test('a stream that there isn’t', async () => {
    await expect(timesOf(matroska(element(ids.tracks, track(1)), three), 1)).rejects.toThrow('There is no track for stream 1'); // prettier-ignore
  });

  test('any number of elements in front of the first cluster', async () => {
    const reader = readerOf(matroska(...Array.from({ length: 2000 }, () => element(ids.void, undefined, 1))));
    await expect(readMatroskaCues(reader, 0)).rejects.toThrow('There are more than 1000 elements before the first cluster'); // prettier-ignore
    expect(reader.reads.length).toBeLessThan(1010);
  });
});

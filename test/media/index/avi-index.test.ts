import { readAviIndex } from '../../../media/index/avi-index';
import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { type Piece, audio, avi, chunk, claiming, delta, hdrl, idx1, key, list, movi, riff, sound, standardIndex, strh, strl, superIndex, video } from './chunks'; // prettier-ignore
import { readerOf } from './counting-reader';

const pieces = [key(), delta(), sound(), delta(0), key(), delta()];
const packets = [
  { pts: 0, duration: 1, isKeyFrame: true },
  { pts: 1, duration: 1, isKeyFrame: false },
  { pts: 3, duration: 1, isKeyFrame: true },
  { pts: 4, duration: 1, isKeyFrame: false },
];
const indexOf = (file: Buffer, stream = 0) => readAviIndex(readerOf(file), stream);

describe('readAviIndex', () => {
  test('lists the frames as packets: an empty one takes time and is none', async () => {
    expect(await indexOf(avi(pieces))).toEqual(packets);
  });

  test('reads the heads of chunks, the headers and the list', async () => {
    const large = [key(3_000_000), sound(2_000_000), delta(1_000_000)];
    const reader = readerOf(avi(large));
    expect(await readAviIndex(reader, 0)).toHaveLength(2);
    expect(reader.reads).toHaveLength(6);
    expect(reader.bytesRead()).toBeLessThan(600);
  });

  test('among notes and padding', async () => {
    const file = riff('AVI ', list('INFO', chunk('ISFT')), hdrl(chunk('JUNK'), video()), chunk('JUNK', Buffer.alloc(99)), movi(pieces), chunk('JUNK'), idx1(pieces)); // prettier-ignore
    expect(await indexOf(file)).toEqual(packets);
  });

  test('streams are numbered in the order of their headers', async () => {
    const turned = [sound(), key(), sound()].map(({ id, ...piece }) => ({
      ...piece,
      id: id === '00dc' ? '01dc' : '00wb',
    }));
    const file = avi(turned, { header: hdrl(audio(), video(), strl(strh('txts'))) });
    expect(await indexOf(file, 1)).toEqual([{ pts: 0, duration: 1, isKeyFrame: true }]);
    await expect(indexOf(file, 0)).rejects.toThrow(new IndexUnreadable('Stream 0 has no frames'));
  });

  test('a frame of an odd length at the very end needn’t be filled up', async () => {
    const odd = [key(), delta(3)];
    const movie = movi(odd);
    const unfilled = Buffer.concat([claiming('LIST', movie.length - 9), movie.subarray(8)]);
    for (const file of [avi(odd), riff('AVI ', hdrl(video()), unfilled, idx1(odd))]) {
      expect(await indexOf(file)).toHaveLength(2);
    }
  });
});

describe('a file of several parts', () => {
  /** One list in each part; the second part lies behind a gap of a gigabyte. */
  function parts({ frames = 5, ofSound }: { frames?: number; ofSound?: Buffer } = {}) {
    const first = standardIndex(0, [
      { offset: 600, bytes: 10, isKeyFrame: true },
      { offset: 620, bytes: 10 },
      { offset: 640, bytes: 0 },
    ]);
    const second = standardIndex(2 ** 30, [
      { offset: 8, bytes: 10, isKeyFrame: true },
      { offset: 26, bytes: 10 },
    ]);
    const write = (at: number) => {
      const index = superIndex([
        { position: at, frames: 3 },
        { position: at + first.length, frames: 2 },
      ]);
      const streams = [strl(strh('vids', { frames }), chunk('indx', index)), ofSound ?? audio()];
      return riff('AVI ', hdrl(...streams), list('movi', first, second), idx1([key()]));
    };
    return write(write(0).indexOf('ix00'));
  }
  const indexOfParts = (file: Buffer) => readAviIndex(readerOf(file, 2 ** 30 + 100), 0);

  test('its own lists count, not that of the first part', async () => {
    expect(await indexOfParts(parts())).toEqual(packets);
  });

  test('refuses lists that don’t have as many frames as the header announces', async () => {
    await expect(indexOfParts(parts({ frames: 6 }))).rejects.toThrow(
      new IndexUnreadable('The index has 5 of the header’s 6 frames'),
    );
  });

  test('refuses frames that are in no list of their own while another stream’s are', async () => {
    const header = hdrl(video(), audio(chunk('indx', superIndex([]))));
    await expect(indexOf(avi(pieces, { header }))).rejects.toThrow('Stream 0 has no index, but another has');
  });

  test('refuses parts without lists', async () => {
    await expect(indexOf(Buffer.concat([avi(pieces), riff('AVIX', movi(pieces))]))).rejects.toThrow(
      new IndexUnreadable('The file goes on after its one part'),
    );
  });
});

describe('what isn’t surely understood', () => {
  const without = (wanted: 'header' | 'movie' | 'list') =>
    riff('AVI ', ...(wanted === 'header' ? [] : [hdrl(video())]), ...(wanted === 'movie' ? [] : [movi(pieces)]), ...(wanted === 'list' ? [] : [idx1(pieces)])); // prettier-ignore

  test.each<[string, Buffer, string]>([
    ['another kind of RIFF', riff('WAVE', chunk('fmt ')), 'This is no AVI'],
    ['no RIFF', chunk('AVI ', Buffer.alloc(20)).subarray(0, 20), 'There is no header'],
    ['no header', without('header'), 'There is no header'],
    ['no movie', without('movie'), 'There is no list of frames'],
    ['no list', without('list'), 'There is no list of frames'],
    ['a list before the frames', riff('AVI ', hdrl(video()), idx1(pieces), movi(pieces)), 'There is no list of frames'],
    ['padding among the streams', avi(pieces, { header: hdrl(video(), strl(strh('pads'))) }), 'The streams are vids,pads'],
    ['DV with its sound in it', avi(pieces, { header: hdrl(strl(strh('iavs'))) }), 'The streams are iavs'],
    ['a stream without a header', avi(pieces, { header: hdrl(video(), list('strl')) }), 'The streams are vids,'],
    ['no streams', avi(pieces, { header: hdrl() }), 'Stream 0 has no frames'],
    ['a stream that doesn’t begin with its first frame', avi(pieces, { header: hdrl(strl(strh('vids', { start: 3 }))) }), 'The first frame is number 3'],
    ['a header that is longer than any', riff('AVI ', Buffer.concat([claiming('LIST', 9 * 1024 * 1024), Buffer.from('hdrl')])), 'Chunk hdrl has 9437180 bytes'],
    ['a header that is cut off', riff('AVI ', list('hdrl', claiming('strl', 5))), 'Chunk "strl" is longer than the list around it'],
  ])('%s', async (_, file, message) => {
    await expect(indexOf(file)).rejects.toThrow(new IndexUnreadable(message));
  }); // prettier-ignore

  test('a file that was cut off has lost its list', async () => {
    const file = avi(pieces);
    await expect(indexOf(file.subarray(0, file.length - 200))).rejects.toThrow('There is no list of frames');
    await expect(indexOf(file.subarray(0, file.length - 1))).rejects.toThrow('The list of frames isn’t whole');
  });

  test('new palettes', async () => {
    const palette: Piece = { id: '00pc', bytes: 4 };
    await expect(indexOf(avi([key(), palette]))).rejects.toThrow('The frames have a chunk 00pc among them');
  });

  test('any number of chunks before the list', async () => {
    const reader = readerOf(riff('AVI ', ...Array.from({ length: 5000 }, () => chunk('JUNK'))));
    await expect(readAviIndex(reader, 0)).rejects.toThrow('There are more than 100 chunks before the list of frames');
    expect(reader.reads).toHaveLength(101);
  });
});

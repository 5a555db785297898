import type { Sample } from './sample';
import { IndexUnreadable } from './index-unreadable';
import { type Box, findBox } from './mp4-boxes';

/**
 * Every sample of a sample table (ISO/IEC 14496-12, section 8.6 and 8.7), in the order of decoding; times in the track's ticks,
 * before the edit list.
 */
export function* samplesOf(moov: Buffer, table: Box): Generator<Sample> {
  const box = (type: string) => findBox(moov, table, type);
  const required = (type: string): Box => {
    const found = box(type);
    if (!found) throw new IndexUnreadable(`The sample table has no ${type}`);
    return found;
  };
  const sizes = readSizes(moov, box('stsz') ?? required('stz2'));
  const durations = readRuns(moov, required('stts'), (position) => moov.readUInt32BE(position));
  const composition = box('ctts');
  const delays = composition && readRuns(moov, composition, (position) => moov.readInt32BE(position));
  // QuickTime keeps key frames of open GOPs apart, as partial sync samples.
  const syncs = [box('stss'), box('stps')].filter((found) => found !== undefined);
  const isSync = syncs.map((found) => readSyncSamples(moov, found));
  const offsets = readOffsets(moov, required('stsc'), box('stco') ?? required('co64'), sizes);

  let decodingTime = 0;
  for (let number = 1; number <= sizes.count; number += 1) {
    const duration = durations();
    if (duration === undefined) throw new IndexUnreadable(`Sample ${number} has no duration`);
    yield {
      time: decodingTime + (delays?.() ?? 0),
      duration,
      isKeyFrame: isSync.length === 0 || isSync.filter((has) => has(number)).length > 0,
      position: offsets(number),
    };
    decodingTime += duration;
  }
}

interface Sizes {
  count: number;
  of: (number: number) => number;
}

function readSizes(moov: Buffer, { type, start, end }: Box): Sizes {
  const count = moov.readUInt32BE(start + 8);
  const entries = start + 12;
  if (type === 'stsz') {
    const constant = moov.readUInt32BE(start + 4);
    if (constant !== 0) return { count, of: () => constant };
    if (entries + 4 * count > end) throw new IndexUnreadable(`stsz has no room for its ${count} samples`);
    return { count, of: (number) => moov.readUInt32BE(entries + 4 * (number - 1)) };
  }
  const bits = moov[start + 7] ?? 0;
  if (bits !== 8 && bits !== 16) throw new IndexUnreadable(`stz2 has fields of ${bits} bits`);
  const bytes = bits / 8;
  if (entries + bytes * count > end) throw new IndexUnreadable(`stz2 has no room for its ${count} samples`);
  return { count, of: (number) => moov.readUIntBE(entries + bytes * (number - 1), bytes) };
}

/** Values that are kept as runs: (count, value). Each call gives the next one. */
function readRuns(moov: Buffer, { start, end }: Box, value: (position: number) => number): () => number | undefined {
  let position = start + 8;
  const last = position + 8 * moov.readUInt32BE(start + 4);
  if (last > end) throw new IndexUnreadable('A table is longer than its box');
  let left = 0;
  let current: number | undefined;
  return () => {
    while (left === 0) {
      if (position >= last) return undefined;
      left = moov.readUInt32BE(position);
      current = value(position + 4);
      position += 8;
    }
    left -= 1;
    return current;
  };
}

/** Asked in ascending order. */
function readSyncSamples(moov: Buffer, { type, start, end }: Box): (number: number) => boolean {
  let position = start + 8;
  const last = position + 4 * moov.readUInt32BE(start + 4);
  if (last > end) throw new IndexUnreadable(`${type} is longer than its box`);
  return (number) => {
    while (position < last && moov.readUInt32BE(position) < number) position += 4;
    return position < last && moov.readUInt32BE(position) === number;
  };
}

/** Where each sample begins in the file; asked in ascending order, for each sample once. */
function readOffsets(moov: Buffer, toChunk: Box, chunks: Box, sizes: Sizes): (number: number) => number {
  const runs = moov.readUInt32BE(toChunk.start + 4);
  const chunkCount = moov.readUInt32BE(chunks.start + 4);
  const wide = chunks.type === 'co64';
  if (toChunk.start + 8 + 12 * runs > toChunk.end) throw new IndexUnreadable(`stsc has no room for its ${runs} runs`);
  if (chunks.start + 8 + (wide ? 8 : 4) * chunkCount > chunks.end)
    throw new IndexUnreadable(`${chunks.type} has no room for its ${chunkCount} chunks`);
  let run = -1;
  let chunk = 0;
  let left = 0;
  let offset = 0;
  const firstChunk = (of: number) => (of < runs ? moov.readUInt32BE(toChunk.start + 8 + 12 * of) : Infinity);
  return (number) => {
    while (left === 0) {
      chunk += 1;
      if (chunk > chunkCount) throw new IndexUnreadable(`Sample ${number} is in no chunk`);
      while (firstChunk(run + 1) <= chunk) run += 1;
      if (run < 0) throw new IndexUnreadable('stsc doesn’t begin with the first chunk');
      left = moov.readUInt32BE(toChunk.start + 12 + 12 * run);
      const position = chunks.start + 8 + (wide ? 8 : 4) * (chunk - 1);
      offset = wide ? Number(moov.readBigUInt64BE(position)) : moov.readUInt32BE(position);
    }
    left -= 1;
    const own = offset;
    offset += sizes.of(number);
    return own;
  };
}

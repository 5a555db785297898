import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';
import { type Box, boxesIn, findBox, topLevelBoxes } from './mp4-boxes';
import type { Sample } from './sample';

/** Fragments whose headers are looked up, at most: each is a read of its own. Files with more are read as a whole. */
const mostFragments = 5000;
/** Bytes of the largest fragment's headers: those of hours of video in one fragment. */
const mostHeaderBytes = 64 * 1024 * 1024;

/** What samples are like that don't say so themselves. */
interface Defaults {
  duration: number;
  size: number;
  flags: number;
}

/** Sample flags of ISO/IEC 14496-12, section 8.8.3.1: not a sync sample, or one that depends on others. */
const dependsOnOthers = 0x01010000;

/**
 * Every sample of a track in the fragments of a file, in the order of decoding; times in the track's ticks, before the edit
 * list. Reads the fragments' headers, not what lies between them.
 * @param from decoding time of the first sample, unless its fragment says another
 * @throws IndexUnreadable for too many fragments, and one that was cut off; RangeError for a damaged one
 */
export async function* fragmentSamples(
  reader: ByteReader,
  moov: Buffer,
  trackId: number,
  from: number,
): AsyncGenerator<Sample> {
  const defaults = readTrackDefaults(moov, trackId);
  let time = from;
  let fragments = 0;
  for await (const box of topLevelBoxes(reader)) {
    if (box.type !== 'moof') continue;
    fragments += 1;
    if (fragments > mostFragments) throw new IndexUnreadable(`There are more than ${mostFragments} fragments`);
    if (box.end - box.start > mostHeaderBytes)
      throw new IndexUnreadable(`A fragment’s headers have ${box.end - box.start} bytes`);
    const moof = await reader.read(box.start, box.end - box.start);
    // An offset from the beginning of the movie fragment counts its header, too.
    const moofPosition = box.start - 8;
    for (const traf of boxesIn(moof)) {
      const samples =
        traf.type === 'traf' ? readTrackFragment(moof, traf, { trackId, moofPosition, defaults, time }) : [];
      for (const sample of samples) {
        yield sample.sample;
        time = sample.nextDecodingTime;
      }
    }
  }
}

function readTrackDefaults(moov: Buffer, trackId: number): Defaults {
  const extends_ = findBox(moov, { start: 0, end: moov.length }, 'mvex');
  for (const { type, start } of extends_ ? boxesIn(moov, extends_.start, extends_.end) : []) {
    if (type !== 'trex' || moov.readUInt32BE(start + 4) !== trackId) continue;
    return {
      duration: moov.readUInt32BE(start + 12),
      size: moov.readUInt32BE(start + 16),
      flags: moov.readUInt32BE(start + 20),
    };
  }
  return { duration: 0, size: 0, flags: 0 };
}

interface FragmentContext {
  trackId: number;
  moofPosition: number;
  defaults: Defaults;
  /** Decoding time of the first sample, unless the fragment says another. */
  time: number;
}

function* readTrackFragment(
  moof: Buffer,
  traf: Box,
  { trackId, moofPosition, defaults, time }: FragmentContext,
): Generator<{ sample: Sample; nextDecodingTime: number }> {
  const header = findBox(moof, traf, 'tfhd');
  if (!header || moof.readUInt32BE(header.start + 4) !== trackId) return;
  const has = (flag: number) => (moof.readUInt32BE(header.start) & flag) !== 0;
  let field = header.start + 8;
  const next = () => moof.readUInt32BE((field += 4) - 4);
  const base = has(0x1) ? next() * 2 ** 32 + next() : moofPosition;
  if (has(0x2)) field += 4;
  const own = {
    duration: has(0x8) ? next() : defaults.duration,
    size: has(0x10) ? next() : defaults.size,
    flags: has(0x20) ? next() : defaults.flags,
  };
  const start = findBox(moof, traf, 'tfdt');
  let decodingTime = start ? readTime(moof, start) : time;
  let position = base;
  for (const run of boxesIn(moof, traf.start, traf.end)) {
    if (run.type !== 'trun') continue;
    for (const entry of readRun(moof, run, own, base, position)) {
      const { duration, size, flags, delay } = entry;
      ({ position } = entry);
      const isKeyFrame = (flags & dependsOnOthers) === 0;
      const sample = { time: decodingTime + delay, duration, isKeyFrame, position };
      decodingTime += duration;
      position += size;
      yield { sample, nextDecodingTime: decodingTime };
    }
  }
}

const readTime = (moof: Buffer, { start }: Box): number =>
  moof[start] === 1 ? Number(moof.readBigUInt64BE(start + 4)) : moof.readUInt32BE(start + 4);

interface RunEntry extends Defaults {
  /** Composition time less decoding time. */
  delay: number;
  position: number;
}

/** One track run, section 8.8.8; `position` is where it begins unless it says so itself. */
function* readRun(moof: Buffer, run: Box, defaults: Defaults, base: number, position: number): Generator<RunEntry> {
  const flags = moof.readUInt32BE(run.start) & 0xffffff;
  const count = moof.readUInt32BE(run.start + 4);
  let field = run.start + 8;
  const next = () => moof.readUInt32BE((field += 4) - 4);
  const nextSigned = () => moof.readInt32BE((field += 4) - 4);
  let offset = flags & 0x1 ? base + nextSigned() : position;
  const first = flags & 0x4 ? next() : undefined;
  const bytesEach = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
  if (field + count * bytesEach > run.end) throw new IndexUnreadable(`A run has no room for its ${count} samples`);
  if (bytesEach === 0 && count > 1_000_000) throw new IndexUnreadable(`A run claims ${count} samples`);
  for (let entry = 0; entry < count; entry += 1) {
    const duration = flags & 0x100 ? next() : defaults.duration;
    const size = flags & 0x200 ? next() : defaults.size;
    const own = flags & 0x400 ? next() : entry === 0 && first !== undefined ? first : defaults.flags;
    const delay = flags & 0x800 ? nextSigned() : 0;
    yield { duration, size, flags: own, delay, position: offset };
    offset += size;
  }
}

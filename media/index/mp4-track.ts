import { IndexUnreadable } from './index-unreadable';
import { type Box, boxesIn, findBox } from './mp4-boxes';

/** What the movie box says of one track. */
export interface Mp4Track {
  id: number;
  /** Ticks per second. */
  timescale: number;
  edit: Edit;
  sampleTable: Box;
}

/** How the track's own clock is shown: from one time on, for a while, later by an offset. All in the track's ticks. */
export interface Edit {
  from: number;
  until: number;
  /** Presentation time = composition time + offset. */
  offset: number;
}

/**
 * Reads a track's header and edit list as ffmpeg's demuxer does (libavformat/mov.c, mov_fix_index).
 * @throws IndexUnreadable for a track that isn't there, or whose edit list has several parts
 */
export function readTrack(moov: Buffer, trackId: number, { fragmented }: { fragmented: boolean }): Mp4Track {
  const whole = { start: 0, end: moov.length };
  for (const trak of boxesIn(moov)) {
    if (trak.type !== 'trak') continue;
    const header = findBox(moov, trak, 'tkhd');
    const media = findBox(moov, trak, 'mdia', 'mdhd');
    const sampleTable = findBox(moov, trak, 'mdia', 'minf', 'stbl');
    if (!header || !media || !sampleTable) continue;
    const id = moov.readUInt32BE(header.start + (moov[header.start] === 1 ? 20 : 12));
    if (id !== trackId) continue;
    const movie = findBox(moov, whole, 'mvhd');
    const timescale = readTimescale(moov, media);
    const edit = readEdit(moov, findBox(moov, trak, 'edts', 'elst'), {
      perMovieTick: timescale / (movie ? readTimescale(moov, movie) : timescale),
      fragmented,
    });
    return { id, timescale, edit, sampleTable };
  }
  throw new IndexUnreadable(`There is no track ${trackId}`);
}

function readTimescale(bytes: Buffer, { start }: Box): number {
  const timescale = bytes.readUInt32BE(start + (bytes[start] === 1 ? 20 : 12));
  if (timescale === 0) throw new IndexUnreadable('A clock has no ticks');
  return timescale;
}

/** One part of the media, after an empty part or not: what encoders write. Others are left to ffprobe. */
function readEdit(
  moov: Buffer,
  list: Box | undefined,
  { perMovieTick, fragmented }: { perMovieTick: number; fragmented: boolean },
): Edit {
  const entries = list ? readEntries(moov, list) : [];
  const empty = entries[0]?.mediaTime === -1 ? entries[0].duration : 0;
  const parts = entries.filter(({ mediaTime }) => mediaTime !== -1);
  const [part] = parts;
  const isPlain = parts.length <= 1 && entries.length === parts.length + (empty > 0 ? 1 : 0) && (part?.rate ?? 1) === 1;
  if (!isPlain) {
    throw new IndexUnreadable(`The edit list has ${entries.length} parts`);
  }
  const offset = Math.round(empty * perMovieTick) - (part?.mediaTime ?? 0);
  // The edit list of a fragmented file is written before its length is known; ffmpeg shifts times by it and cuts nothing.
  if (!part || fragmented) return { from: -Infinity, until: Infinity, offset };
  return { from: part.mediaTime, until: part.mediaTime + Math.round(part.duration * perMovieTick), offset };
}

/** In units of the movie's clock, but for the media time, which is in the track's. */
function readEntries(moov: Buffer, { start, end }: Box): { duration: number; mediaTime: number; rate: number }[] {
  const long = moov[start] === 1;
  const count = moov.readUInt32BE(start + 4);
  const entryBytes = long ? 20 : 12;
  if (start + 8 + entryBytes * count > end)
    throw new IndexUnreadable(`The edit list has no room for its ${count} parts`);
  return Array.from({ length: count }, (_, entry) => {
    const position = start + 8 + entryBytes * entry;
    const rate = moov.readInt32BE(position + (long ? 16 : 8)) / 0x10000;
    return long
      ? { duration: Number(moov.readBigUInt64BE(position)), mediaTime: Number(moov.readBigInt64BE(position + 8)), rate }
      : { duration: moov.readUInt32BE(position), mediaTime: moov.readInt32BE(position + 4), rate };
  });
}

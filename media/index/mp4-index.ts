import type { Packet } from './packets';
import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';
import { boxesIn, topLevelBoxes } from './mp4-boxes';
import { fragmentSamples } from './mp4-fragments';
import { samplesOf } from './mp4-sample-table';
import { readTrack } from './mp4-track';
import type { Sample } from './sample';

/** Bytes of the largest movie box that is read: that of a day of video at 120 frames a second with sound has some 200 MB. */
const mostMovieBytes = 400 * 1024 * 1024;
/** A day of video at 115 frames a second. */
const mostSamples = 10_000_000;

/**
 * Lists the samples of a track of an MP4 or MOV file (ISO/IEC 14496-12) that lead to a frame, in the order of decoding, from its
 * index alone: the movie box, and the headers of its fragments, if it has any. Samples that lie beyond the end of a file that was
 * cut off are left out.
 * @throws IndexUnreadable when there is no index, or it isn't of a kind that is surely understood; RangeError for a damaged one
 */
export async function readMp4Index(
  reader: ByteReader,
  trackId: number,
  onFrames?: (frames: number) => void,
): Promise<Packet[]> {
  const moov = await readMovie(reader);
  const fragmented = [...boxesIn(moov)].some(({ type }) => type === 'mvex');
  const { edit, sampleTable } = readTrack(moov, trackId, { fragmented });
  const packets: (Packet & { pts: number })[] = [];
  let earliest = Infinity;
  let samples = 0;
  const add = (sample: Sample) => {
    samples += 1;
    onFrames?.(samples);
    // A few bytes can claim any number of samples, but there can’t be more than the file has bytes.
    if (samples > Math.min(mostSamples, reader.sizeBytes))
      throw new IndexUnreadable(`There are more than ${samples - 1} samples`);
    if (sample.position >= reader.sizeBytes) return;
    if (sample.time < edit.from || sample.time >= edit.until) return;
    packets.push(toPacket(sample, edit.offset));
    earliest = Math.min(earliest, sample.time);
  };
  let decodingEnd = 0;
  for (const sample of samplesOf(moov, sampleTable)) {
    add(sample);
    decodingEnd += sample.duration;
  }
  if (fragmented) for await (const sample of fragmentSamples(reader, moov, trackId, decodingEnd)) add(sample);
  // Where an edit begins between two frames, ffmpeg lets the later one begin with it.
  const gap = edit.from === -Infinity ? 0 : earliest - edit.from;
  return gap > 0 ? packets.map((packet) => ({ ...packet, pts: packet.pts - gap })) : packets;
}

const toPacket = ({ time, duration, isKeyFrame }: Sample, offset: number) => ({
  pts: time + offset,
  duration,
  isKeyFrame,
});

async function readMovie(reader: ByteReader): Promise<Buffer> {
  for await (const { type, start, end } of topLevelBoxes(reader)) {
    if (type !== 'moov') continue;
    if (end - start > mostMovieBytes) throw new IndexUnreadable(`The movie box has ${end - start} bytes`);
    return Buffer.from(await reader.read(start, end - start));
  }
  throw new IndexUnreadable('There is no movie box');
}

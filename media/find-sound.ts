import type { Container } from '../pipeline/job-options';
import type { LeftOut } from '../pipeline/verification';
import type { CarriedAudio } from './carried-streams';
import { readFirstPacket, readFirstSound } from './first-sound';
import type { MediaInput } from './input';
import { readOpusDelay } from './opus-delay';

/** A track of sound that is really there. */
export interface Sound extends CarriedAudio {
  /**
   * When it begins, in the source's clock: its first packet where it is copied, what is heard first where it is encoded
   * anew.
   */
  startSeconds: number;
  /** By how much the muxer would put it too early. */
  delaySeconds: number;
}

export interface FoundSound {
  sound: Sound[];
  leftOut: LeftOut[];
  /** Options of the source as an input, without which ffmpeg wouldn't find all of it. */
  inputOptions: string[];
}

/** Bytes of the source that are held in memory to find sound which begins late. */
const mostProbed = 256 * 1024 * 1024;
/** Bytes after a stream's first packet from which its rate and channels are known. */
const enough = 4 * 1024 * 1024;

/**
 * Looks where each track of sound begins. MPEG-TS announces streams that may begin late, or never: of those ffmpeg
 * knows neither rate nor channels, and they would end the concatenation, or be missing from it.
 */
export async function findSound(
  { ffmpeg, ffprobe, signal }: { ffmpeg: string; ffprobe: string; signal: AbortSignal },
  source: MediaInput,
  tracks: readonly CarriedAudio[],
  container: Container,
): Promise<FoundSound> {
  const found: FoundSound = { sound: [], leftOut: [], inputOptions: [] };
  const leaveOut = ({ index, codec }: CarriedAudio['stream'], reason: string) =>
    found.leftOut.push({ stream: index, kind: 'audio', codec, reason });
  const there = [];
  for (const track of tracks) {
    const packet = await readFirstPacket(ffprobe, source, track.stream.index, signal);
    if (!packet) leaveOut(track.stream, 'it is announced, but holds nothing');
    else if (isUnknown(track) && packet.position > mostProbed) {
      leaveOut(track.stream, `it begins only after ${packet.position} bytes, more than ${mostProbed}`);
    } else there.push({ ...track, packet });
  }
  const late = there.filter(isUnknown);
  if (late.length > 0) {
    const probed = enough + Math.max(...late.map(({ packet }) => packet.position));
    found.inputOptions = ['-probesize', String(probed), '-analyzeduration', String(2 ** 31 - 1)];
  }
  for (const { stream, as, packet } of there) {
    const copied = as === 'copied';
    const startSeconds = copied
      ? packet.seconds
      : await readFirstSound(ffmpeg, source, stream.index, found.inputOptions, signal);
    const isOpus = container === 'mkv' && copied && stream.codec === 'opus';
    const delaySeconds = isOpus ? await readOpusDelay(ffprobe, source, stream.index, signal) : 0;
    if (startSeconds === undefined) leaveOut(stream, 'nothing of it can be decoded');
    else found.sound.push({ stream, as, startSeconds, delaySeconds });
  }
  return found;
}

const isUnknown = ({ stream: { channels, sampleRate } }: CarriedAudio): boolean => channels === 0 || sampleRate === 0;

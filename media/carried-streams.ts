import type { Container } from '../pipeline/job-options';
import type { AudioStream, MediaInfo, SubtitleStream } from '../pipeline/media-info';
import type { LeftOut } from '../pipeline/verification';
import type { Ffmpeg } from './locate';
import { isOlderBuild } from './older-build';

/** How a stream of the source gets into the joined video: as it is, or encoded anew, once and as a whole. */
export interface CarriedAudio {
  stream: AudioStream;
  as: 'copied' | 'aac';
}
export interface CarriedSubtitles {
  stream: SubtitleStream;
  as: 'copied' | 'mov_text' | 'subrip';
}

export interface CarriedStreams {
  audio: CarriedAudio[];
  subtitles: CarriedSubtitles[];
  leftOut: LeftOut[];
}

/**
 * Sound that is copied, measured packet by packet with ffmpeg 5.1 and the build of 2018 in npm's package.
 * Not Vorbis in MP4: only ffmpeg and VLC know what it means there.
 */
const copiedAudio: Readonly<Record<Container, ReadonlySet<string>>> = {
  mp4: new Set(['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'dts', 'opus', 'flac']),
  mkv: new Set([
    ...['aac', 'mp3', 'mp2', 'ac3', 'eac3', 'dts', 'truehd', 'mlp', 'opus', 'vorbis', 'flac', 'alac', 'wavpack', 'tta'],
    ...[
      'pcm_u8',
      'pcm_s16le',
      'pcm_s16be',
      'pcm_s24le',
      'pcm_s32le',
      'pcm_f32le',
      'pcm_f64le',
      'pcm_alaw',
      'pcm_mulaw',
    ],
    ...['wmav1', 'wmav2', 'adpcm_ms', 'adpcm_ima_wav'],
  ]),
};

/** More channels than AAC has names for: its encoder refuses most of them. */
const mostAacChannels = 8;

/**
 * Bits a second for AAC: what its encoder needs to be hard to tell from the source. Unknown channels are taken for two.
 */
export const aacBitRate = ({ channels }: AudioStream): number => (channels <= 2 ? 96_000 : 64_000) * (channels || 2);

const copiedSubtitles: Readonly<Record<Container, ReadonlySet<string>>> = {
  mp4: new Set(['mov_text']),
  mkv: new Set(['subrip', 'ass', 'ssa', 'webvtt', 'text', 'dvd_subtitle', 'dvb_subtitle', 'hdmv_pgs_subtitle']),
};

/** Words that ffmpeg can't read. */
const unreadableText = new Set(['ttml', 'hdmv_text_subtitle']);

/** Decides of each stream beside the video whether and how the container carries it. */
export function carriedStreams(
  media: MediaInfo,
  container: Container,
  ffmpeg: Pick<Ffmpeg, 'mp4Frames'>,
): CarriedStreams {
  const carried: CarriedStreams = { audio: [], subtitles: [], leftOut: [] };
  for (const stream of media.audio) {
    const decided = carryAudio(stream, media, container, ffmpeg);
    if (decided === 'copied' || decided === 'aac') carried.audio.push({ stream, as: decided });
    else carried.leftOut.push({ ...leftOut('audio', stream), reason: decided });
  }
  for (const stream of media.subtitles) {
    if (copiedSubtitles[container].has(stream.codec)) carried.subtitles.push({ stream, as: 'copied' });
    else if (stream.isText && !unreadableText.has(stream.codec)) {
      carried.subtitles.push({ stream, as: container === 'mp4' ? 'mov_text' : 'subrip' });
    } else {
      const reason = stream.isText
        ? 'ffmpeg cannot read them'
        : container === 'mp4'
          ? 'MP4 has no subtitles of pictures; --container mkv keeps most'
          : 'Matroska has none of these';
      carried.leftOut.push({ ...leftOut('subtitle', stream), reason });
    }
  }
  return carried;
}

const leftOut = (kind: LeftOut['kind'], { index, codec }: { index: number; codec: string }) => ({
  stream: index,
  kind,
  codec,
});

/** Copied, encoded as AAC, or in words why neither. */
function carryAudio(
  { codec, channels }: AudioStream,
  { format }: MediaInfo,
  container: Container,
  ffmpeg: Pick<Ffmpeg, 'mp4Frames'>,
): string {
  if (codec === 'unknown') return 'ffmpeg does not know its codec';
  if (copiedAudio[container].has(codec)) return 'copied';
  if (container === 'mp4' && !isOlderBuild(ffmpeg) && isCopiedByNewer(codec, format)) return 'copied';
  if (channels <= mostAacChannels) return 'aac';
  return `AAC has no ${channels} channels${container === 'mp4' ? '; --container mkv copies PCM as it is' : ''}`;
}

/**
 * MP4 carries these two, but builds before FFmpeg 5 don't write them. ALAC from other containers lacks the durations
 * of its packets: the last one would be hidden.
 */
const isCopiedByNewer = (codec: string, format: string): boolean =>
  codec === 'truehd' || (codec === 'alac' && format.split(',').includes('mp4'));

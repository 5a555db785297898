import { PipelineError } from '../pipeline/errors';
import type { KeyFrameIndex } from '../pipeline/key-frame-index';
import { type Limits, checkStreams, highestLimits } from '../pipeline/limits';
import { MediaInfo } from '../pipeline/media-info';
import { type Rational, parseRational, toSeconds } from '../pipeline/rational';
import { type MediaInput, acceptedFormats } from './input';
import { Claims, explainConfinement } from './ffprobe-limits';
import { type ReadIndex, type StreamToIndex, readIndex } from './index/read-index';
import {
  type ProbedFormat,
  type ProbedStream,
  clockSeconds,
  describeCompany,
  describePicture,
  findVideo,
  probeStreams,
} from './probe-streams';
import { ProcessFailed } from './run';

export interface Probed {
  media: MediaInfo;
  index: KeyFrameIndex;
  indexFrom: ReadIndex['from'];
}

/**
 * Reads a video's stream facts and where it can be cut.
 * @param name what to call the video in messages
 * @throws PipelineError NotAVideo, NoVideoStream, NoFrames or SourceUnreadable
 */
export async function probeMedia(
  ffprobe: string,
  input: MediaInput,
  name: string,
  signal?: AbortSignal,
  limits: Limits = highestLimits,
): Promise<Probed> {
  const claims = new Claims();
  const probed = await explainFailure(
    name,
    () => probeStreams(ffprobe, input, signal, { limits, claims }),
    (error) => {
      checkStreams(claims.facts, limits, name);
      const refusal = explainConfinement(error, limits, name);
      if (refusal) throw refusal;
    },
  );
  const { format, streams } = probed;
  checkStreams({ streams: streams.length }, limits, name);
  const video = findVideo(probed);
  if (!video) {
    const kinds = streams.map((stream) => `${stream.codec_type ?? 'unknown'} (${stream.codec_name})`).join(', ');
    throw new PipelineError(
      'NoVideoStream',
      `"${name}" has no video stream, only: ${kinds || 'nothing'}. Upload a file with pictures.`,
      {
        figures: { format: format.format_name, streams: streams.length },
      },
    );
  }
  const timeBase = parseRational(video.time_base);
  const frameRate = parseRational(video.avg_frame_rate ?? '');
  const picture = describePicture(video);
  checkStreams(
    {
      width: video.width,
      height: video.height,
      durationSeconds: Math.max(video.duration ?? 0, format.duration ?? 0),
      frames: video.nb_frames,
      frameRate,
      // Of PCM each sample has a number, and none an entry in the index.
      samples: streams.reduce(
        (sum, { codec_name, nb_frames = 0 }) => sum + (/^pcm_/.test(codec_name) ? 0 : nb_frames),
        0,
      ),
    },
    limits,
    name,
  );
  // What ffprobe couldn't open, because it was too much for it.
  if (!picture) checkStreams(claims.facts, limits, name);
  if (!timeBase || !picture) throw noFrames(name, video);
  const onFrames = (frames: number) => checkStreams({ frames }, limits, name);
  const stream = { ...streamToIndex(video, timeBase, format), limits, onFrames };
  const { index, from } = await explainFailure(name, () =>
    readIndex(ffprobe, input, format.format_name, stream, signal),
  );
  if (index.frameCount === 0) throw noFrames(name, video);
  const farthest = Math.max(Math.abs(index.startPts), Math.abs(index.endPts));
  // Beyond 2^53 ticks, which are years, numbers aren't exact any more.
  if (farthest > Number.MAX_SAFE_INTEGER)
    checkStreams({ durationSeconds: toSeconds(farthest, timeBase) }, limits, name);
  const media = MediaInfo.parse({
    format: format.format_name,
    durationSeconds: toSeconds(index.endPts - index.startPts, timeBase),
    video: {
      ...picture,
      timeBase,
      frameRate,
      startPts: index.startPts,
      endPts: index.endPts,
      frameCount: index.frameCount,
    },
    ...describeCompany(probed),
    keyFrameCount: index.keyFrames.length,
  });
  return { media, index, indexFrom: from };
}

const noFrames = (name: string, { codec_name: codec }: ProbedStream): PipelineError =>
  new PipelineError('NoFrames', `"${name}" announces a ${codec} video stream, but no frame can be read from it.`, {
    figures: { codec },
  });

function streamToIndex(video: ProbedStream, timeBase: Rational, format: ProbedFormat): StreamToIndex {
  const { numerator, denominator } = parseRational(video.avg_frame_rate ?? '') ?? { numerator: 25, denominator: 1 };
  const frameTicks = Math.max(1, Math.round((denominator * timeBase.denominator) / (numerator * timeBase.numerator)));
  const tagged = clockSeconds(video.tags.DURATION ?? '');
  const announced = format.duration === undefined ? undefined : format.start_time + format.duration;
  return {
    index: video.index,
    id: video.id,
    timeBase,
    startPts: video.start_pts ?? 0,
    frameTicks,
    endSeconds: Number.isNaN(tagged) ? announced : tagged,
  };
}

async function explainFailure<T>(
  name: string,
  read: () => Promise<T>,
  refuse?: (error: ProcessFailed) => void,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProcessFailed)) throw error;
    refuse?.(error);
    if (error.exitSignal !== null) {
      const message = `ffprobe crashed (${error.exitSignal}) while it read "${name}". Install a newer one: see README, "ffmpeg".`;
      throw new PipelineError('FfmpegFailed', message, { figures: { signal: error.exitSignal }, cause: error });
    }
    const said = error.stderr.join('\n');
    // ffprobe begins with the address, which is the object store's affair; people know the video by its name.
    const last = error.stderr.at(-1)?.replace(/^https?:\S+\s+/, '') ?? 'nothing';
    const figures = { ffprobe: last };
    if (/Server returned|Connection|timed out|Input\/output error/i.test(said)) {
      throw new PipelineError('SourceUnreadable', `"${name}" can't be read from the object store: ${last}`, {
        figures,
        cause: error,
      });
    }
    if (said.includes('not on whitelist')) {
      const message = `"${name}" isn't of a format that is accepted: playlists and lists of files are none. Upload the video itself, as ${acceptedFormats.slice(0, 4).join(', ')} or the like.`;
      throw new PipelineError('NotAVideo', message, { figures, cause: error });
    }
    const remedy = said.includes('moov atom not found')
      ? 'Its index (the moov atom) is missing: the recording or the upload was cut off. Upload the whole file, or repair it first.'
      : 'Upload a video file that ffmpeg can read.';
    throw new PipelineError(
      'NotAVideo',
      `"${name}" is no video that ffprobe understands (it said: ${last}). ${remedy}`,
      {
        figures,
        cause: error,
      },
    );
  }
}

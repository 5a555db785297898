import { z } from 'zod';
import { PipelineError } from '../pipeline/errors';
import { type KeyFrameIndex, MediaInfo } from '../pipeline/media-info';
import { parseRational, toSeconds } from '../pipeline/rational';
import { type MediaInput, acceptedFormats, inputOptions } from './input';
import { type Packet, indexKeyFrames, readPackets } from './key-frame-index';
import { ProcessFailed, runForText } from './run';

/** What ffprobe says of a file, as far as we ask. Numbers that it doesn't know are absent or "N/A". */
const ProbeOutput = z.object({
  format: z.object({ format_name: z.string(), start_time: z.coerce.number().catch(0) }),
  streams: z.array(
    z.object({
      index: z.number().int(),
      codec_type: z.string().optional(),
      codec_name: z.string().default('unknown'),
      width: z.number().int().optional(),
      height: z.number().int().optional(),
      pix_fmt: z.string().optional(),
      color_range: z.string().optional(),
      time_base: z.string(),
      start_pts: z.number().int().optional(),
      avg_frame_rate: z.string().optional(),
      channels: z.number().int().default(0),
      sample_rate: z.coerce.number().int().catch(0),
      disposition: z.object({ attached_pic: z.number() }).partial().default({}),
      side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
    }),
  ),
});
type ProbedStream = z.infer<typeof ProbeOutput>['streams'][number];

export interface Probed {
  media: MediaInfo;
  index: KeyFrameIndex;
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
): Promise<Probed> {
  const { format, streams } = await explainFailure(name, () => probeStreams(ffprobe, input, signal));
  const video = streams.find((stream) => stream.codec_type === 'video' && stream.disposition.attached_pic !== 1);
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
  const packets: Packet[] = await explainFailure(name, () => readPackets(ffprobe, input, video.index, signal));
  if (packets.length === 0 || !timeBase || !video.width || !video.height || !video.pix_fmt) {
    throw new PipelineError(
      'NoFrames',
      `"${name}" announces a ${video.codec_name} video stream, but no frame can be read from it.`,
      {
        figures: { codec: video.codec_name, packets: packets.length },
      },
    );
  }
  const frameRate = parseRational(video.avg_frame_rate ?? '');
  const frameTicks = frameRate
    ? Math.max(
        1,
        Math.round((frameRate.denominator * timeBase.denominator) / (frameRate.numerator * timeBase.numerator)),
      )
    : 1;
  const index = indexKeyFrames(packets, { startPts: video.start_pts ?? 0, frameTicks });
  const rotation = clockwise(video);
  const sideways = rotation % 180 !== 0;
  const media = MediaInfo.parse({
    format: format.format_name,
    durationSeconds: toSeconds(index.endPts - index.startPts, timeBase),
    startSeconds: format.start_time,
    video: {
      index: video.index,
      codec: video.codec_name,
      width: sideways ? video.height : video.width,
      height: sideways ? video.width : video.height,
      pixelFormat: video.pix_fmt,
      colorRange: video.color_range,
      rotation,
      timeBase,
      frameRate,
      startPts: index.startPts,
      endPts: index.endPts,
      frameCount: index.frameCount,
    },
    audio: streams
      .filter((stream) => stream.codec_type === 'audio')
      .map((stream) => ({
        index: stream.index,
        codec: stream.codec_name,
        channels: stream.channels,
        sampleRate: stream.sample_rate,
      })),
    keyFrameCount: index.keyFrames.length,
  });
  return { media, index };
}

async function probeStreams(
  ffprobe: string,
  input: MediaInput,
  signal?: AbortSignal,
): Promise<z.infer<typeof ProbeOutput>> {
  const text = await runForText(
    ffprobe,
    ['-v', 'error', ...inputOptions(input), '-show_format', '-show_streams', '-of', 'json', input.url],
    { signal },
  );
  const output: unknown = JSON.parse(text);
  return ProbeOutput.parse(output);
}

/** The display matrix turns counter-clockwise; people and players speak clockwise. */
function clockwise({ side_data_list }: ProbedStream): number {
  const rotation = side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return (((-rotation % 360) + 360) % 360) | 0;
}

async function explainFailure<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProcessFailed)) throw error;
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

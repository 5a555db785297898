import * as z from 'zod';
import type { AudioStream, MediaInfo, SubtitleStream, VideoStream } from '../pipeline/media-info';
import { FieldOrder } from '../pipeline/media-info';
import type { Limits } from '../pipeline/limits';
import { parseRational } from '../pipeline/rational';
import { type Claims, confinement, ffprobeLimits } from './ffprobe-limits';
import { type MediaInput, inputOptions } from './input';
import { runForText } from './run';

/** ffprobe leaves out what it doesn't know, or calls it something. */
const known = z
  .string()
  .optional()
  .transform((text) => (text && !/^(?:unknown|unspecified|reserved|N\/A)$/.test(text) ? text : undefined));
const seconds = z.coerce.number().optional().catch(undefined);

const ProbedFormat = z.object({
  format_name: z.string(),
  start_time: z.coerce.number().catch(0),
  duration: seconds,
  tags: z.record(z.string(), z.string()).default({}),
});
export type ProbedFormat = z.infer<typeof ProbedFormat>;

const ProbedStream = z.object({
  index: z.number().int(),
  /** The container's own number: 0x1 for MP4's track 1. */
  id: z.coerce.number().optional().catch(undefined),
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  pix_fmt: z.string().optional(),
  sample_aspect_ratio: z.string().default(''),
  color_range: known,
  color_primaries: known,
  color_transfer: known,
  color_space: known,
  field_order: FieldOrder.optional().catch(undefined),
  time_base: z.string(),
  start_pts: z.number().int().optional().catch(undefined),
  duration: seconds,
  nb_frames: seconds,
  avg_frame_rate: z.string().optional(),
  channels: z.number().int().default(0),
  channel_layout: known,
  sample_rate: z.coerce.number().int().catch(0),
  disposition: z.object({ attached_pic: z.number() }).partial().default({}),
  /** DURATION: Matroska's end of one stream, as its muxers write it: 00:00:03.040000000 */
  tags: z.object({ DURATION: z.string(), language: z.string() }).partial().default({}),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});
export type ProbedStream = z.infer<typeof ProbedStream>;

/** What ffprobe says of a file, as far as we ask. Numbers that it doesn't know are absent or "N/A". */
const ProbeOutput = z.object({
  format: ProbedFormat,
  streams: z.array(ProbedStream),
  chapters: z.array(z.unknown()).default([]),
});
export type ProbeOutput = z.infer<typeof ProbeOutput>;

/**
 * Reads as little as it takes: headers tell most. Where they don't, because a container has none or a track begins late, ffprobe
 * looks on as far as it does by itself, which is 5 MB.
 * @throws ProcessFailed when ffprobe can't read the file
 */
export async function probeStreams(
  ffprobe: string,
  input: MediaInput,
  signal?: AbortSignal,
  guard?: { limits: Limits; claims: Claims },
): Promise<ProbeOutput> {
  const limited = guard ? ffprobeLimits(guard.limits) : [];
  const confined = guard ? { confinement: confinement(guard.limits) } : {};
  const onComplaint = (line: string) => guard?.claims.heed(line);
  const look = async (options: readonly string[]) => {
    const args = [
      '-v',
      'error',
      ...limited,
      ...inputOptions(input),
      ...options,
      '-show_format',
      '-show_streams',
      '-show_chapters',
    ];
    const output: unknown = JSON.parse(
      await runForText(ffprobe, [...args, '-of', 'json', input.url], { signal, onComplaint, ...confined }),
    );
    return ProbeOutput.parse(output);
  };
  // Without `ignidx` the headers of all fragments of an MP4 would be read here.
  const first = await look(['-probesize', '1000000', '-fflags', '+ignidx']);
  return tellsAll(first) ? first : look([]);
}

const withHeaders = /(?:^|,)(?:mp4|matroska)(?:,|$)/;

const tellsAll = ({ format, streams }: ProbeOutput): boolean =>
  withHeaders.test(format.format_name) &&
  streams.every(({ codec_type: type, start_pts: start, pix_fmt: pixels, sample_rate: rate }) => {
    if (type === 'video') return start !== undefined && pixels !== undefined;
    // Where sound begins, the concatenation looks for itself.
    return type !== 'audio' || rate > 0;
  });

/** Seconds of Matroska's 00:00:03.040000000; NaN of anything else. */
export function clockSeconds(text: string): number {
  const [hours = NaN, minutes = NaN, seconds = NaN] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/** The pictures that move: a cover isn't the video. */
export const findVideo = ({ streams }: ProbeOutput): ProbedStream | undefined =>
  streams.find((stream) => stream.codec_type === 'video' && stream.disposition.attached_pic !== 1);

type Picture = Omit<VideoStream, 'timeBase' | 'frameRate' | 'startPts' | 'endPts' | 'frameCount'>;

/** The video as it is displayed, that is after rotation; undefined when it tells no size or pixel format. */
export function describePicture(video: ProbedStream): Picture | undefined {
  const { width, height, pix_fmt: pixelFormat } = video;
  if (!width || !height || !pixelFormat) return undefined;
  const rotation = clockwise(video);
  const sideways = rotation % 180 !== 0;
  const ratio = parseRational(video.sample_aspect_ratio);
  const turned = ratio && sideways ? { numerator: ratio.denominator, denominator: ratio.numerator } : ratio;
  return {
    index: video.index,
    codec: video.codec_name,
    width: sideways ? height : width,
    height: sideways ? width : height,
    pixelFormat,
    ...(turned ? { sampleAspectRatio: turned } : {}),
    ...(video.color_range ? { colorRange: video.color_range } : {}),
    ...(video.color_primaries ? { colorPrimaries: video.color_primaries } : {}),
    ...(video.color_transfer ? { colorTransfer: video.color_transfer } : {}),
    ...(video.color_space ? { colorMatrix: video.color_space } : {}),
    ...(video.field_order ? { fieldOrder: video.field_order } : {}),
    rotation,
  };
}

/** The display matrix turns counter-clockwise; people and players speak clockwise. */
function clockwise({ side_data_list }: ProbedStream): number {
  const rotation = side_data_list.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  return (((-rotation % 360) + 360) % 360) | 0;
}

/** Subtitles of words. Those of pictures, which only some containers carry, have no decoder that gives words. */
const textSubtitles = new Set([
  ...['mov_text', 'subrip', 'srt', 'ass', 'ssa', 'webvtt', 'text', 'eia_608', 'ttml', 'hdmv_text_subtitle', 'microdvd'],
  ...['mpl2', 'jacosub', 'realtext', 'sami', 'stl', 'subviewer', 'subviewer1', 'vplayer', 'pjs'],
]);

/** Says of itself what its format is, not what it shows. */
const technicalTag = /^(?:major_brand|minor_version|compatible_brands|encoder)$/i;

/** All that is in the file beside the video. */
export function describeCompany({
  format,
  streams,
  chapters,
}: ProbeOutput): Pick<MediaInfo, 'audio' | 'subtitles' | 'chapterCount' | 'creationTime' | 'isTagged'> {
  const ofType = (type: string) => streams.filter((stream) => stream.codec_type === type);
  const { creation_time: creationTime } = format.tags;
  return {
    audio: ofType('audio').map(describeAudio),
    subtitles: ofType('subtitle').map(({ index, codec_name: codec, tags: { language } }): SubtitleStream => {
      return { index, codec, ...(language ? { language } : {}), isText: textSubtitles.has(codec) };
    }),
    chapterCount: chapters.length,
    ...(creationTime ? { creationTime } : {}),
    isTagged: Object.keys(format.tags).some((name) => !technicalTag.test(name)),
  };
}

function describeAudio(stream: ProbedStream): AudioStream {
  const { language } = stream.tags;
  const timeBase = parseRational(stream.time_base);
  return {
    index: stream.index,
    codec: stream.codec_name,
    channels: stream.channels,
    sampleRate: stream.sample_rate,
    ...(stream.channel_layout ? { channelLayout: stream.channel_layout } : {}),
    ...(language ? { language } : {}),
    ...(timeBase ? { timeBase } : {}),
    ...(stream.start_pts === undefined ? {} : { startPts: stream.start_pts }),
    ...(stream.duration === undefined ? {} : { durationSeconds: stream.duration }),
  };
}

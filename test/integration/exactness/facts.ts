import * as z from 'zod';
import { runForText } from '../../../media/run';
import { tools } from '../../tools';

const known = z
  .string()
  .optional()
  .transform((text) => (text === 'unknown' || text === 'reserved' || text === 'N/A' ? undefined : text));

const tags = {
  color_range: known,
  color_space: known,
  color_transfer: known,
  color_primaries: known,
};

const Stream = z.object({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().default('unknown'),
  width: z.number().default(0),
  height: z.number().default(0),
  pix_fmt: known,
  sample_aspect_ratio: known,
  ...tags,
  channels: z.number().default(0),
  tags: z.looseObject({ language: z.string().default('und') }).prefault({}),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).default([]),
});

const Frame = z.object({ stream_index: z.number().optional(), interlaced_frame: z.number().default(0), top_field_first: z.number().default(0), ...tags }); // prettier-ignore

const Output = z.object({
  streams: z.array(Stream),
  frames: z.array(Frame).default([]),
  chapters: z.array(
    z.object({ start_time: z.coerce.number(), tags: z.looseObject({ title: z.string().default('') }).prefault({}) }),
  ),
});
type Output = z.infer<typeof Output>;

export interface Picture {
  width: number;
  height: number;
  pixelFormat: string | undefined;
  /** Width to height of a pixel; `1:1` where the file doesn't say. */
  pixelAspect: string;
  /** As the first frame says, which knows what the container says and what the stream says. */
  range: string | undefined;
  matrix: string | undefined;
  transfer: string | undefined;
  primaries: string | undefined;
  /** Which field of the first frame is shown first. */
  fields: 'none' | 'top first' | 'bottom first';
  /** Degrees that a player turns it by. */
  rotation: number;
}

export interface Facts {
  pictures: Picture[];
  sound: { codec: string; channels: number; language: string }[];
  /** Codec of each track of subtitles. */
  subtitles: string[];
  /** Seconds on the file's own clock. */
  chapters: { start: number; title: string }[];
}

/** Packets at the beginning of a file among which the first frame of its pictures is. */
const firstPackets = 100;

/** What ffprobe says of a file's streams. */
export async function readFacts(path: string): Promise<Facts> {
  const { ffprobe } = await tools();
  const text = await runForText(ffprobe.path, [
    ...['-v', 'error', '-show_streams', '-show_chapters', '-show_frames', '-read_intervals', `%+#${firstPackets}`],
    ...['-of', 'json', path],
  ]);
  const answer: unknown = JSON.parse(text);
  const output = Output.parse(answer);
  const streams = (type: string) => output.streams.filter((stream) => stream.codec_type === type);
  return {
    pictures: streams('video').map((stream) => pictureOf(stream, output)),
    sound: streams('audio').map(({ codec_name, channels, tags: { language } }) => {
      return { codec: codec_name, channels, language };
    }),
    subtitles: streams('subtitle').map(({ codec_name }) => codec_name),
    chapters: output.chapters.map(({ start_time, tags: { title } }) => ({ start: start_time, title })),
  };
}

function pictureOf(stream: z.infer<typeof Stream>, { frames }: Output): Picture {
  const frame = frames.find(({ stream_index }) => stream_index === stream.index);
  return {
    width: stream.width,
    height: stream.height,
    pixelFormat: stream.pix_fmt,
    pixelAspect: (stream.sample_aspect_ratio ?? '0:1') === '0:1' ? '1:1' : (stream.sample_aspect_ratio ?? ''),
    range: frame?.color_range ?? stream.color_range,
    matrix: frame?.color_space ?? stream.color_space,
    transfer: frame?.color_transfer ?? stream.color_transfer,
    primaries: frame?.color_primaries ?? stream.color_primaries,
    fields: !frame?.interlaced_frame ? 'none' : frame.top_field_first ? 'top first' : 'bottom first',
    rotation: stream.side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0,
  };
}

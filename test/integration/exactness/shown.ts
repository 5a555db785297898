import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { run } from '../../../media/run';
import { tools } from '../../tools';
import { type Fraction, fraction, later, minus, plus } from './fraction';
import { type LoudStretch, loudnessRate, readLoudStretches } from './loudness';

/** A frame as it is shown, or a packet as it lies in the file. */
export interface Moment {
  /** Seconds on the file's own clock. */
  time: Fraction;
  bytes: number;
  md5: string;
}

export interface Track {
  /** ADTS headers, which MP4 doesn't have, are taken off. */
  packets: Moment[];
  /** When the first sample is heard: after what an encoder's delay puts before it. */
  start: Fraction | undefined;
  /** Where it was asked for. */
  loud: LoudStretch[];
  /** The time base's unit. */
  tick: Fraction;
}

export interface Shown {
  frames: Moment[];
  /** MD5 of each frame's luma, as decoded. */
  luma: string[];
  /** MD5 of each frame's two planes of chroma, where they were asked for. */
  chroma: string[];
  tick: Fraction;
  sound: Track[];
}

export interface FileToShow {
  path: string;
  /** Which of the video streams, from 0. */
  video: number;
  /** Comes before all other filters. */
  scaled?: string | undefined;
  filters: readonly string[];
  lumaFilters: readonly string[];
  /** Read the planes of chroma, too. */
  chroma: boolean;
  /** Codec of each sound track. */
  sound: readonly string[];
  /** Listen to the sound, too. */
  listen: boolean;
}

/** A file's ways out of ffmpeg: for each a list of options, and who reads it. */
interface Way {
  options: string[];
  read: (text: Readable) => Promise<void>;
}

/**
 * What one plain pass of ffmpeg shows of each file: every frame through the given filters at its own time, every packet of
 * every sound track. All files in one process, because starting one takes longer than these clips.
 */
export async function show(files: readonly FileToShow[]): Promise<Shown[]> {
  const { ffmpeg } = await tools();
  const shown = files.map(({ sound }): Shown => ({
    ...nothing(),
    luma: [],
    chroma: [],
    sound: sound.map(() => silence()),
  }));
  const graphs: string[] = [];
  const ways = files.flatMap((file, number): Way[] => {
    const own = shown[number] ?? { ...nothing(), luma: [], chroma: [], sound: [] };
    const planes = file.chroma ? ['u', 'v'] : [];
    const graph = [
      `[${number}:v:${file.video}]${file.scaled ?? 'null'},split=${2 + planes.length}[a${number}][b${number}]${planes.map((plane) => `[${plane}${number}]`).join('')}`,
      `[a${number}]${file.filters.join(',') || 'null'}[frames${number}]`,
      `[b${number}]${[...file.lumaFilters, 'extractplanes=y'].join(',')}[luma${number}]`,
      ...planes.map((plane) => `[${plane}${number}]extractplanes=${plane}[${plane}plane${number}]`),
    ];
    // A graph of its own for each file: with several inputs ffmpeg counts times by the frame rate and rounds them.
    graphs.push('-filter_complex', graph.join(';'));
    const raw = [...ffmpeg.passFrames, '-enc_time_base', '-1', '-c:v', 'rawvideo', '-f', 'framemd5'];
    return [
      {
        options: ['-map', `[frames${number}]`, ...raw],
        read: async (text) => void Object.assign(own, await readFramemd5(text)),
      },
      {
        options: ['-map', `[luma${number}]`, ...raw],
        read: async (text) => void (own.luma = (await readFramemd5(text)).frames.map(({ md5 }) => md5)),
      },
      ...planes.map((plane) => ({
        options: ['-map', `[${plane}plane${number}]`, ...raw],
        read: async (text: Readable) =>
          void own.chroma.push(...(await readFramemd5(text)).frames.map(({ md5 }) => md5)),
      })),
      ...own.sound.flatMap((track, position) => waysOfTrack(track, file, `${number}:a:${position}`, position)),
    ];
  });
  const pipes = ways.map((_, position) => (position === 0 ? 1 : position + 2));
  await run(
    ffmpeg.path,
    [
      ...['-nostdin', '-v', 'error', '-copyts', ...files.flatMap(({ path }) => ['-i', path])],
      ...[...graphs, ...ways.flatMap(({ options }, way) => [...options, `pipe:${pipes[way] ?? 1}`])],
    ],
    {
      pipes,
      read: async (pipe) => {
        await Promise.all(ways.map(({ read }, way) => read(pipe(pipes[way] ?? 1))));
      },
    },
  );
  return shown;
}

function waysOfTrack(track: Track, { sound, listen }: FileToShow, stream: string, position: number): Way[] {
  const bare = sound[position] === 'aac' ? ['-bsf:a', 'aac_adtstoasc'] : [];
  return [
    {
      options: ['-map', stream, '-c:a', 'copy', ...bare, '-f', 'framemd5'],
      read: async (text) => {
        const { frames, tick } = await readFramemd5(text);
        Object.assign(track, { packets: frames, tick });
      },
    },
    {
      options: ['-map', stream, '-c:a', 'pcm_s16le', '-f', 'framemd5'],
      read: async (text) => void (track.start = (await readFramemd5(text)).frames[0]?.time),
    },
    ...(listen
      ? [
          {
            options: ['-map', stream, '-af', 'aresample=async=1:min_hard_comp=0.01:first_pts=0', '-ac', '1', '-ar', String(loudnessRate), '-f', 's16le'], // prettier-ignore
            read: async (samples: Readable) => void (track.loud = await readLoudStretches(samples)),
          },
        ]
      : []),
  ];
}

const nothing = (): { frames: Moment[]; tick: Fraction } => ({ frames: [], tick: fraction(0n, 1n) });
const silence = (): Track => ({ packets: [], start: undefined, loud: [], tick: fraction(0n, 1n) });

/** Lines of framemd5: stream, dts, pts, duration, size, hash; `#tb 0: 1/25` says what the times count. */
async function readFramemd5(text: Readable): Promise<{ frames: Moment[]; tick: Fraction }> {
  const { frames, tick: none } = nothing();
  let tick = none;
  for await (const line of createInterface({ input: text })) {
    const [, numerator, denominator] = /^#tb 0: (\d+)\/(\d+)$/.exec(line) ?? [];
    if (numerator && denominator) tick = fraction(BigInt(numerator), BigInt(denominator));
    if (line === '' || line.startsWith('#')) continue;
    const [, , pts = '', , bytes, md5 = ''] = line.split(',').map((field) => field.trim());
    frames.push({ time: fraction(BigInt(pts) * tick.numerator, tick.denominator), bytes: Number(bytes), md5 });
  }
  return { frames, tick };
}

/** Times since the first frame. */
export const sinceFirst = ({ frames }: Shown): Fraction[] =>
  frames.map(({ time }) => minus(time, frames[0]?.time ?? time));

/** The same as a file can hold them: of two frames at one time, the second comes a tick later. */
export function ascendingSinceFirst(shown: Shown): Fraction[] {
  const times: Fraction[] = [];
  for (const time of sinceFirst(shown)) {
    const [last] = times.slice(-1);
    times.push(last && !later(time, last) ? plus(last, shown.tick) : time);
  }
  return times;
}

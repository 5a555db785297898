import type { Facts } from './facts';
import { type Fraction, fraction, inSeconds, inWords, largest, minus, near } from './fraction';
import type { LoudStretch } from './loudness';
import type { Shown, Track } from './shown';

interface File {
  shown: Shown;
  facts: Facts;
}

/** Seconds: an encoder blurs where sound begins and ends; a shift by its delay, 21 ms, would still be seen. */
const blur = 0.01;

export interface SoundRules {
  /** It is encoded anew. */
  transcoded: boolean;
  /** By a build before FFmpeg 5, whose MP4 counts the distances of its tracks in milliseconds. */
  older: boolean;
}

/** In what the sound isn't the source's: its packets, where they are encoded anew what is heard, and when. */
export function compareSound(gray: File, source: File, { transcoded, older }: SoundRules): string[] {
  const [tracks, expected] = [gray.shown.sound, source.shown.sound];
  if (tracks.length !== expected.length) return [`${tracks.length} sound tracks instead of ${expected.length}`];
  return expected.flatMap((track, number) => {
    const [own, facts, wanted] = [tracks[number], gray.facts.sound[number], source.facts.sound[number]];
    if (!own || !facts || !wanted) return [];
    const codec = transcoded ? 'aac' : wanted.codec;
    const differ = [
      // MP4 has one name for all layers of MPEG-1 sound.
      ...(facts.codec === codec || (facts.codec === 'mp3' && codec === 'mp2')
        ? []
        : [`codec is ${facts.codec} instead of ${codec}`]),
      ...(facts.channels === wanted.channels ? [] : [`${facts.channels} channels instead of ${wanted.channels}`]),
      ...(facts.language === wanted.language ? [] : [`language is ${facts.language} instead of ${wanted.language}`]),
      ...(transcoded
        ? compareHeard(heardIn(own, gray.shown), heardIn(track, source.shown))
        : [...comparePackets(own, track), ...compareOffsets([own, gray.shown], [track, source.shown], older)]),
    ];
    return differ.map((difference) => `sound track ${number}: ${difference}`);
  });
}

/** Tolerance: one tick of the coarser time base, because the times of one aren't whole in the other. */
function comparePackets(gray: Track, source: Track): string[] {
  if (gray.packets.length !== source.packets.length) {
    return [`${gray.packets.length} packets instead of ${source.packets.length}`];
  }
  const tolerance = largest(gray.tick, source.tick);
  const since = ({ packets }: Track, time: Fraction) => minus(time, packets[0]?.time ?? time);
  for (const [number, packet] of gray.packets.entries()) {
    const other = source.packets[number] ?? packet;
    if (packet.md5 !== other.md5) {
      return [`packet ${number} has other bytes (${packet.bytes} instead of ${other.bytes})`];
    }
    const [time, wanted] = [since(gray, packet.time), since(source, other.time)];
    if (!near(time, wanted, tolerance))
      return [`packet ${number} is at ${inWords(time)} instead of ${inWords(wanted)}`];
  }
  return [];
}

/**
 * When the first packet lies and the first sample is heard, after the first frame. Tolerance: one tick of the coarsest time base
 * involved, a millisecond with older builds.
 */
function compareOffsets(
  [gray, grayShown]: [Track, Shown],
  [source, sourceShown]: [Track, Shown],
  older: boolean,
): string[] {
  const clock = older ? [fraction(1n, 1000n)] : [];
  const tolerance = largest(gray.tick, source.tick, grayShown.tick, sourceShown.tick, ...clock);
  const offset = (time: Fraction | undefined, { frames: [first] }: Shown) => time && first && minus(time, first.time);
  const compare = (verb: string, time: Fraction | undefined, wanted: Fraction | undefined) => {
    if (time && wanted ? near(time, wanted, tolerance) : time === wanted) return [];
    const when = (one: Fraction | undefined) => (one ? inWords(one) : 'never');
    return [`${verb} ${when(time)} after the first frame instead of ${when(wanted)}`];
  };
  return [
    ...compare('lies', offset(gray.packets[0]?.time, grayShown), offset(source.packets[0]?.time, sourceShown)),
    ...compare('is heard', offset(gray.start, grayShown), offset(source.start, sourceShown)),
  ];
}

/** Loud stretches by their times after the first frame. */
function heardIn({ loud }: Track, { frames: [first] }: Shown): LoudStretch[] {
  const origin = first ? inSeconds(first.time) : 0;
  return loud.map(({ start, end }) => ({ start: start - origin, end: end - origin }));
}

function compareHeard(gray: LoudStretch[], source: LoudStretch[]): string[] {
  const same =
    gray.length === source.length &&
    gray.every(({ start, end }, number) => {
      const wanted = source[number];
      return wanted && Math.abs(start - wanted.start) <= blur && Math.abs(end - wanted.end) <= blur;
    });
  const inWords = (stretches: LoudStretch[]) =>
    stretches.map(({ start, end }) => `${start.toFixed(3)} to ${end.toFixed(3)} s`).join(', ') || 'never';
  if (same && source.length > 0) return [];
  return [`is heard ${inWords(gray)} after the first frame instead of ${inWords(source)}`];
}

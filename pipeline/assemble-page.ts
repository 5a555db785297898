import type { JobRecord, SegmentRecord } from './job';
import { baseName, parseS3Uri } from './keys';
import type { MotionReport } from './motion';
import { PageData } from './page-data';
import type { ThinnedMotion } from './thin-motion';

/** At most so much of each is in a page: together they stay below 5 MB, whatever the job. */
export const pageLimits = {
  segments: 500,
  runs: 1500,
  events: 2000,
  unreliable: 500,
  boxes: 20_000,
  parts: 800,
  /** Of whom levels and events are told. */
  regions: 50,
  shots: 1000,
  classes: 200,
  people: 200,
  pictures: 60,
} as const;

/** What was found in a job's outputs. */
export interface PageParts {
  record: JobRecord;
  motion?: { report: MotionReport; thinned: ThinnedMotion } | undefined;
  pictures?: readonly { time: number; file: string }[] | undefined;
  shots?: PageData['shots'];
  objects?: PageData['objects'];
  faces?: PageData['faces'];
}

/**
 * Puts a page's data together, and leaves out what is too much.
 * @param hrefOf link from the page to a file that lies beside it, or to a folder
 */
export function assemblePage(parts: PageParts, writtenAt: Date, hrefOf: (file: string) => string = besides): PageData {
  const leftOut: string[] = [];
  const atMost = <T>(what: string, all: readonly T[], limit: number, pick = evenly<T>): T[] => {
    if (all.length <= limit) return [...all];
    leftOut.push(`${limit} of ${all.length} ${what} are shown.`);
    return pick(all, limit);
  };
  const { record, pictures, shots, objects, faces } = parts;
  const gray = record.outputs['gray'];
  return PageData.parse({
    name: baseName(record.input.key),
    writtenAt: writtenAt.toISOString(),
    record: thinRecord(record, atMost),
    ...(gray === undefined ? {} : { gray: hrefOf(fileOf(record, gray)) }),
    files: Object.entries(record.outputs)
      .filter(([kind]) => kind !== 'page')
      .map(([kind, uri]) => ({ kind, name: fileOf(record, uri), href: hrefOf(fileOf(record, uri)) })),
    motion: parts.motion && motionOf(parts.motion, atMost, leftOut),
    pictures:
      pictures &&
      atMost('pictures', pictures, pageLimits.pictures).map(({ time, file }) => ({ time, href: hrefOf(file) })),
    shots: shots && atMost('shots', shots, pageLimits.shots),
    objects: objects && {
      ...objects,
      classes: atMost('classes of objects', objects.classes, pageLimits.classes, first),
    },
    faces: faces && {
      ...faces,
      people: atMost('people', faces.people, pageLimits.people, first),
      clusters: atMost('unknown people', faces.clusters, pageLimits.people, first),
    },
    leftOut,
  });
}

/** Of a file beside the page; names may hold anything. */
export const besides = (file: string): string => `./${file.split('/').map(encodeURIComponent).join('/')}`;

/** What comes after the job's id: the page lies there, too. */
const fileOf = ({ jobId }: JobRecord, uri: string): string => parseS3Uri(uri).key.slice(jobId.length + 1);

type AtMost = <T>(
  what: string,
  all: readonly T[],
  limit: number,
  pick?: (all: readonly T[], limit: number) => T[],
) => T[];

function motionOf(
  { report, thinned }: NonNullable<PageParts['motion']>,
  atMost: AtMost,
  leftOut: string[],
): PageData['motion'] {
  const { regions, masks, events, unreliable } = report;
  if (thinned.stride > 1) leftOut.push(`What moves is drawn for one of ${thinned.stride} frames.`);
  return {
    regions: atMost('regions', regions, pageLimits.regions, first),
    masks: atMost('masks', masks, pageLimits.regions, first),
    // Those in which most moves.
    events: atMost('events', events, pageLimits.events, (all, limit) =>
      all
        .toSorted((a, b) => b.score - a.score)
        .slice(0, limit)
        .sort((a, b) => a.start - b.start),
    ),
    unreliable: atMost('unreliable stretches', unreliable, pageLimits.unreliable, first),
    levels: thinned.levels,
    moments: thinned.moments,
    momentSeconds: thinned.momentSeconds,
  };
}

/** Without the names of states, of which there are hundreds of thousands, and with those segments of which there is most to tell. */
function thinRecord({ states, ...record }: JobRecord, atMost: AtMost): JobRecord {
  const segments = atMost('segments', record.segments, pageLimits.segments, mostTroubled);
  const kept = new Set<number | null>([null, ...segments.map(({ index }) => index)]);
  return {
    ...record,
    segments,
    runs: atMost(
      'launches',
      record.runs.filter(({ segment }) => kept.has(segment)),
      pageLimits.runs,
      first,
    ),
    ...(states === undefined || states.length > pageLimits.segments ? {} : { states }),
  };
}

/** Those that failed or were tried more than once; of the others some from everywhere. */
function mostTroubled(segments: readonly SegmentRecord[], limit: number): SegmentRecord[] {
  const isTroubled = ({ state, attempts }: SegmentRecord) => state === 'FAILED' || attempts > 1;
  const troubled = segments.filter(isTroubled).slice(0, limit);
  const others = segments.filter((segment) => !isTroubled(segment));
  return [...troubled, ...evenly(others, limit - troubled.length)].sort((a, b) => a.index - b.index);
}

const first = <T>(all: readonly T[], limit: number): T[] => all.slice(0, limit);

const evenly = <T>(all: readonly T[], limit: number): T[] =>
  Array.from(
    { length: Math.min(limit, all.length) },
    (_, index) => all[Math.floor((index * all.length) / limit)],
  ).filter((one) => one !== undefined);

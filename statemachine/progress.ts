import type { JobPhase } from '../pipeline/job-events';
import { expiry } from './job-item';
import type { StateMachineSettings } from './settings';
import type { Json, State } from './states';
import { announce, updateItem } from './tasks';

/** What is announced before each phase, and the state that it begins with. */
const phases: Record<JobPhase, { name: string; next: string; done: string; Comment: string }> = {
  segments: {
    name: 'AnnounceSegments',
    next: 'FanOut',
    done: '$.planned.value.done',
    Comment: 'Let others know how many segments there are',
  },
  concatenation: {
    name: 'AnnounceConcatenation',
    next: 'Concatenate',
    done: '$.planned.value.summary.segmentCount',
    Comment: 'Let others know that all segments are done',
  },
  merging: {
    name: 'AnnounceMerging',
    next: 'MergeResults',
    done: '$.planned.value.summary.segmentCount',
    Comment: 'Let others know that results are put together',
  },
  illustrating: {
    name: 'AnnounceIllustrating',
    next: 'Illustrate',
    done: '$.planned.value.summary.segmentCount',
    Comment: 'Let others know that clips and drawings are made',
  },
};

/** The state that a phase begins with: its announcement, where the stage wants progress to be told. */
export const startOf = ({ policy }: StateMachineSettings, phase: JobPhase): string =>
  policy.progressEvents ? phases[phase].name : phases[phase].next;

/** One state for each phase. That nobody could be told changes nothing. */
export const phaseAnnouncements = (settings: StateMachineSettings): Readonly<Record<string, State>> =>
  Object.fromEntries(
    Object.entries(phases).map(([phase, { name, next, done, Comment }]) => [
      name,
      announce(
        settings,
        'Job Progress',
        { phase, 'done.$': done, 'of.$': '$.planned.value.summary.segmentCount' },
        { Comment, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unannounced', Next: next }], Next: next },
      ),
    ]),
  );

/** What a segment's branch has to know besides, to say how many are done. */
export const countedFrom = {
  'source.$': '$.source',
  'doneBefore.$': '$.planned.value.done',
  'of.$': '$.planned.value.summary.segmentCount',
};

/** Of the item that holds which segments an execution has done. Another one counts anew, from those that it found done. */
const counter: Json = { 'S.$': "States.Format('done#{}', $.executionId)" };

/**
 * Notes that a segment is done, and says how many are. A set of numbers, not a sum: one that is noted twice, because an answer was
 * lost or an execution is redriven, counts once. Neither state can fail its segment.
 * @param record name of the first of them
 */
export function countSegment(
  settings: StateMachineSettings,
  record: string,
  suffix: string,
): Readonly<Record<string, State>> {
  const [tell, untold] = [`AnnounceSegment${suffix}`, `SegmentUnannounced${suffix}`];
  const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.unannounced', Next: untold }];
  return {
    [record]: updateItem(
      settings,
      {
        item: counter,
        expression: `SET ${expiry.expression} ADD doneSegments :index`,
        values: {
          ':index': { 'NS.$': "States.Array(States.Format('{}', $.index))" },
          ...expiry.value('$.expiresAt'),
        },
        returns: 'UPDATED_NEW',
      },
      {
        Comment: 'Note that the segment is done, and count those that are',
        ResultSelector: { 'segments.$': 'States.ArrayLength($.Attributes.doneSegments.NS)' },
        ResultPath: '$.done',
        Catch,
        Next: tell,
      },
    ),
    [tell]: announce(
      settings,
      'Job Progress',
      {
        'executionId.$': '$.executionId',
        phase: 'segments' satisfies JobPhase,
        'done.$': 'States.MathAdd($.doneBefore, $.done.segments)',
        'of.$': '$.of',
      },
      // Nothing is handed back: the results of 10,000 segments wouldn't fit into one state's output.
      { Comment: 'Let others know how many are', Catch, OutputPath: null, End: true },
    ),
    [untold]: {
      Type: 'Pass',
      Comment: 'Done all the same: nobody could be told',
      Parameters: {},
      End: true,
    },
  };
}

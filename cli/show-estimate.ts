import { inDollars } from '../pipeline/dollars';
import { priceTableOf, usualRegion } from '../pipeline/price-table';
import type { Spread } from '../pipeline/job-estimate';
import type { PlanSummary } from '../pipeline/plan';
import { sayCount, sayDuration } from './measures';

export const thisMachine = 'this machine';

/** What `framefleet estimate --json` prints. */
export interface ToldEstimate {
  video: string;
  /** Where the job would run: `this machine`, or a stage and its region. */
  where: string;
  segments: number;
  mode: PlanSummary['mode'];
  reason: string;
  tasks: number;
  seconds: Spread;
  /** On this machine, where nothing is billed: what AWS would take for the same job. */
  dollars: Spread;
  region: string;
  pricesOf: string;
}

/** An estimate, as people read it. */
export function showEstimate({
  video,
  where,
  segments,
  mode,
  reason,
  tasks,
  seconds,
  dollars,
  region,
  pricesOf,
}: ToldEstimate): string[] {
  const times = [seconds.low, seconds.likely, seconds.high].map(saySeconds);
  const rows: [string, string][] = [
    ['cut', `${sayCount(segments, 'segment')}, ${sayCount(tasks, 'task')} (${mode})`],
    ['chosen', reason],
    ['time', `about ${times[1] ?? ''} (${times[0] ?? ''} to ${times[2] ?? ''})`],
  ];
  const [low, likely, high] = [dollars.low, dollars.likely, dollars.high].map(inDollars);
  const cost = `about ${likely ?? ''} (${low ?? ''} to ${high ?? ''})`;
  const stand = priceTableOf(region).isListed ? '' : ` (those of ${usualRegion}: ${region}'s aren't listed)`;
  const prices = `AWS's list prices of ${pricesOf}${stand}`;
  if (where === thisMachine) {
    rows.push(['measured', 'two short stretches of it, run with the same programs on this machine just now']);
    rows.push(['on AWS', `${cost} in ${region}, by ${prices}`]);
  } else {
    rows.push(['cost', cost]);
    rows.push(['prices', prices]);
    rows.push(['at best', 'processors a third faster than reckoned, tasks that start in 20 s, no interruption']);
    rows.push([
      'at worst',
      'work that takes half as long again, slow starts, Spot that takes tasks back after an hour',
    ]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`${video} on ${where}`, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)];
}

/** As exactly as an estimate is: `73 s`, `4.5 min`, `3 h 20 min`. */
function saySeconds(seconds: number): string {
  if (seconds < 180) return `${Math.round(seconds)} s`;
  return seconds < 3600 ? `${(seconds / 60).toFixed(1)} min` : sayDuration(seconds);
}

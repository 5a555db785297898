import { useEffect, useMemo, useState } from 'preact/hooks';
import * as z from 'zod';
import { type ConsoleEvent, type ConsoleRecord, ExecutionNews, MapRunNews } from '../../pipeline/console-answers';
import { Machine, containersOf } from '../parts/definition';
import { StateGraph } from '../parts/graph';
import { ask, wordsOf } from './ask';
import { type Folded, type IterationState, foldHistory, isWithin, standingOf, standings } from './fold-history';
import { HistoryTable } from './history-table';
import { usePolled } from './poll';
import { StatePanel } from './state-panel';

interface Followed {
  news: ExecutionNews;
  events: readonly ConsoleEvent[];
}

/** An execution and all of its events; new ones are added as they come. */
function useExecution(executionArn: string) {
  const path = `executions/${encodeURIComponent(executionArn)}`;
  return usePolled<Followed>(
    async (last, signal) => {
      const after = last?.events.at(-1)?.id ?? 0;
      const news = await ask(ExecutionNews, `${path}/events?after=${after}`, { signal });
      return {
        news,
        events: news.events.length === 0 ? (last?.events ?? []) : [...(last?.events ?? []), ...news.events],
      };
    },
    (last) => (last?.news.status === 'RUNNING' ? 700 : 3000),
    executionArn,
  );
}

function useMachine(executionArn: string): { machine: Machine | undefined; error: string | undefined } {
  const [found, setFound] = useState<{ machine?: Machine; error?: string }>({});
  useEffect(() => {
    const ending = new AbortController();
    ask(z.object({ definition: z.string() }), `executions/${encodeURIComponent(executionArn)}/definition`, {
      signal: ending.signal,
    })
      .then(({ definition }) => setFound({ machine: Machine.parse(JSON.parse(definition)) }))
      .catch((error: unknown) => {
        if (!ending.signal.aborted) setFound({ error: wordsOf(error) });
      });
    return () => ending.abort();
  }, [executionArn]);
  return { machine: found.machine, error: found.error };
}

/** The graph of a job's execution, or its history; of a job that was taken up again, of any of its executions. */
export function ExecutionTab({ record, view }: { record: ConsoleRecord; view: 'graph' | 'history' }) {
  const [chosen, setChosen] = useState(record.executionId);
  const [child, setChild] = useState<string>();
  const arn = child ?? chosen;
  const { value, error } = useExecution(arn);
  const { machine, error: unknown } = useMachine(arn);
  const folded = useMemo(() => foldHistory(value?.events ?? [], value?.news.status ?? 'RUNNING'), [value]);
  if (unknown !== undefined) return <p class="notice failed">{unknown}</p>;
  if (value === undefined || machine === undefined) return <p class="muted">{error ?? 'Looking …'}</p>;
  return (
    <div class="card stack">
      {record.executions.length > 1 && child === undefined && (
        <label class="row">
          Execution
          <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {record.executions.map((one, index) => (
              <option key={one} value={one}>
                {`${index + 1}: ${one.split(':').at(-1) ?? one}`}
              </option>
            ))}
          </select>
        </label>
      )}
      {child !== undefined && (
        <p class="row">
          <button type="button" onClick={() => setChild(undefined)}>
            ← Back to the job’s execution
          </button>
          <span class="mono small">{child.split(':').at(-1)}</span>
        </p>
      )}
      {view === 'history' ? (
        <HistoryTable executionArn={arn} events={value.events} />
      ) : (
        <GraphOf key={arn} arn={arn} machine={machine} folded={folded} openChild={setChild} />
      )}
    </div>
  );
}

interface GraphOfProps {
  arn: string;
  machine: Machine;
  folded: Folded;
  openChild: (arn: string) => void;
}

function GraphOf({ arn, machine, folded, openChild }: GraphOfProps) {
  const [iterations, setIterations] = useState<ReadonlyMap<string, number>>(new Map());
  const [selected, setSelected] = useState<string>();
  const [opensAll, setOpensAll] = useState(false);
  const standing = standings(folded.visits, iterations);
  const runs = useMapRuns(folded);
  const notes = new Map<string, string>();
  for (const [name, { counts }] of standing) {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (total > 1) notes.set(name, countsInWords(counts, total));
  }
  for (const [map, states] of iterationsByMap(folded.iterations, iterations)) {
    const { counts } = standingOf(states);
    notes.set(map, countsInWords(counts, states.length));
  }
  for (const [name, run] of runs) notes.set(name, mapRunInWords(run));
  const colours = new Map([...standing].map(([name, { state }]) => [name, state]));
  const taken = new Set(
    folded.visits.flatMap((visit) =>
      visit.from === undefined || !isWithin(visit, iterations) ? [] : [`${visit.from}\n${visit.name}`],
    ),
  );
  const open = opensAll ? containersOf(machine) : new Set(folded.visits.map(({ name }) => name));
  return (
    <div class={selected === undefined ? 'stack' : 'graph-and-state'}>
      <div class="stack">
        <div class="row">
          <IterationChoice folded={folded} chosen={iterations} choose={setIterations} />
          <label class="row small">
            <input
              type="checkbox"
              checked={opensAll}
              onChange={({ currentTarget }) => setOpensAll(currentTarget.checked)}
            />
            Inside of Maps that weren’t entered
          </label>
        </div>
        <StateGraph
          machine={machine}
          colours={colours}
          notes={notes}
          taken={taken}
          open={open}
          selected={selected}
          onSelect={(name) => setSelected(name === selected ? undefined : name)}
        />
      </div>
      <StatePanel
        arn={arn}
        machine={machine}
        name={selected}
        visits={folded.visits.filter((visit) => visit.name === selected && isWithin(visit, iterations))}
        run={selected === undefined ? undefined : runs.get(selected)}
        openChild={openChild}
      />
    </div>
  );
}

function countsInWords(counts: Readonly<Record<string, number>>, total: number): string {
  const others = (['running', 'failed', 'aborted', 'caught'] as const).flatMap((state) =>
    counts[state] === undefined ? [] : [`${counts[state]} ${state}`],
  );
  return [`${counts['succeeded'] ?? 0} of ${total} done`, ...others].join(', ');
}

const mapRunInWords = ({ counts }: MapRunNews): string => {
  const { total = 0, succeeded = 0, failed = 0, running = 0 } = counts;
  return [
    `${succeeded} of ${total} done`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
};

function iterationsByMap(iterations: readonly IterationState[], chosen: ReadonlyMap<string, number>) {
  const byMap = new Map<string, IterationState['state'][]>();
  for (const iteration of iterations) {
    if (isWithin(iteration, chosen)) byMap.set(iteration.map, [...(byMap.get(iteration.map) ?? []), iteration.state]);
  }
  return byMap;
}

/** Which iterations of which Map are coloured. */
function IterationChoice(props: {
  folded: Folded;
  chosen: ReadonlyMap<string, number>;
  choose: (chosen: ReadonlyMap<string, number>) => void;
}) {
  const { folded, chosen, choose } = props;
  const maps = new Map<string, Map<number, IterationState['state']>>();
  for (const { map, index, within, state } of folded.iterations) {
    if (!isWithin({ within }, chosen)) continue;
    maps.set(map, (maps.get(map) ?? new Map<number, IterationState['state']>()).set(index, state));
  }
  if (maps.size === 0) return null;
  return (
    <div class="row">
      {[...maps].map(([map, indices]) => (
        <label key={map} class="row small">
          Iterations of {map}
          <select
            value={chosen.get(map) ?? ''}
            onChange={({ currentTarget: { value } }) => {
              const next = new Map(chosen);
              if (value === '') next.delete(map);
              else next.set(map, Number(value));
              choose(next);
            }}
          >
            <option value="">all {indices.size}</option>
            {[...indices]
              .sort(([one], [other]) => one - other)
              .map(([index, state]) => (
                <option key={index} value={index}>{`${index}: ${state}`}</option>
              ))}
          </select>
        </label>
      ))}
    </div>
  );
}

/** What the distributed Maps of an execution tell of their children, by the Maps' names. */
function useMapRuns({ visits }: Folded): ReadonlyMap<string, MapRunNews> {
  const wanted = visits.flatMap(({ name, mapRunArn }) => (mapRunArn === undefined ? [] : [{ name, mapRunArn }]));
  const { value } = usePolled<ReadonlyMap<string, MapRunNews>>(
    async (_, signal) =>
      new Map(
        await Promise.all(
          wanted.map(
            async ({ name, mapRunArn }) =>
              [name, await ask(MapRunNews, `map-runs/${encodeURIComponent(mapRunArn)}`, { signal })] as const,
          ),
        ),
      ),
    () => (wanted.length === 0 ? 60_000 : 1500),
    wanted.map(({ mapRunArn }) => mapRunArn).join(' '),
  );
  return value ?? new Map<string, MapRunNews>();
}

import { useState } from 'preact/hooks';
import { ConsoleEvent, type MapRunNews } from '../../pipeline/console-answers';
import { type Machine, type MachineState, innerMachines } from '../parts/definition';
import { colourNames } from '../parts/graph';
import { duration } from '../parts/format';
import { ask, wordsOf } from './ask';
import type { Visit } from './fold-history';
import { timeOfDay, pretty, secondsBetween } from './format';

interface PanelProps {
  arn: string;
  machine: Machine;
  name: string | undefined;
  visits: readonly Visit[];
  run: MapRunNews | undefined;
  openChild: (arn: string) => void;
}

/** All about one state: each time that it was entered, with what came in and what went out. */
export function StatePanel({ arn, machine, name, visits, run, openChild }: PanelProps) {
  const [chosen, setChosen] = useState(0);
  if (name === undefined) {
    return <p class="muted">Choose a state to see its input, its output and how it went.</p>;
  }
  const state = find(machine, name);
  const visit = visits[Math.min(chosen, visits.length - 1)];
  return (
    <aside class="state-panel stack" aria-label={`State ${name}`}>
      <div>
        <h3>{name}</h3>
        <p class="muted small">{[state?.Type, state?.Comment].filter(Boolean).join(': ')}</p>
      </div>
      {visits.length > 1 && (
        <label class="stack small">
          Entered {visits.length} times
          <select
            value={Math.min(chosen, visits.length - 1)}
            onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
          >
            {visits.map((one, index) => (
              <option key={index} value={index}>
                {[`${index + 1}`, ...one.within.map(({ map, index: at }) => `${map} ${at}`), one.state].join(', ')}
              </option>
            ))}
          </select>
        </label>
      )}
      {visit ? (
        <VisitFacts key={visit.inputEvent.id} arn={arn} visit={visit} />
      ) : (
        <p class="muted">It wasn’t entered.</p>
      )}
      {run && <MapRunFacts run={run} openChild={openChild} />}
      {state && (
        <details>
          <summary>Definition</summary>
          <pre class="document" tabIndex={0} role="region" aria-label="Definition">
            {JSON.stringify(state, null, 2)}
          </pre>
        </details>
      )}
    </aside>
  );
}

function find(machine: Machine, name: string): MachineState | undefined {
  const own = machine.States[name];
  if (own) return own;
  for (const state of Object.values(machine.States)) {
    for (const inner of innerMachines(state)) {
      const found = find(inner, name);
      if (found) return found;
    }
  }
  return undefined;
}

function VisitFacts({ arn, visit }: { arn: string; visit: Visit }) {
  const { state, enteredAt, exitedAt, attempts, inputEvent, outputEvent, failureEvent } = visit;
  return (
    <>
      <dl class="facts small">
        <dt>State</dt>
        <dd>
          <span class={`badge ${state}`}>{colourNames[state]}</span>
        </dd>
        <dt>Entered</dt>
        <dd>{timeOfDay(enteredAt)}</dd>
        <dt>Took</dt>
        <dd>{duration(secondsBetween(enteredAt, exitedAt, Date.now()))}</dd>
        {attempts > 0 && (
          <>
            <dt>Attempts</dt>
            <dd>{attempts}</dd>
          </>
        )}
      </dl>
      {failureEvent && (
        <div class="notice failed small">
          <strong>{failureEvent.details.error ?? failureEvent.type}</strong>
          <TextOf arn={arn} event={failureEvent} field="cause" label="Cause" />
        </div>
      )}
      <TextOf arn={arn} event={inputEvent} field="input" label="Input" />
      {outputEvent && <TextOf arn={arn} event={outputEvent} field="output" label="Output" />}
    </>
  );
}

interface TextProps {
  arn: string;
  event: ConsoleEvent;
  field: 'input' | 'output' | 'cause' | 'parameters';
  label: string;
}

/** A text of an event; the whole of a long one on demand. */
export function TextOf({ arn, event, field, label }: TextProps) {
  const [whole, setWhole] = useState<string>();
  const [error, setError] = useState<string>();
  const text = whole ?? event.details[field];
  if (text === undefined) return null;
  const load = () =>
    ask(ConsoleEvent, `executions/${encodeURIComponent(arn)}/events/${event.id}`)
      .then(({ details }) => setWhole(details[field] ?? ''))
      .catch((failure: unknown) => setError(wordsOf(failure)));
  return (
    <details open>
      <summary>{label}</summary>
      <pre class="document" tabIndex={0} role="region" aria-label={label}>
        {pretty(text)}
      </pre>
      {event.details.isCut === true && whole === undefined && (
        <button type="button" onClick={() => void load()}>
          Show all of it
        </button>
      )}
      {error !== undefined && <p class="notice failed">{error}</p>}
    </details>
  );
}

function MapRunFacts({ run, openChild }: { run: MapRunNews; openChild: (arn: string) => void }) {
  return (
    <div class="stack">
      <h3>Executions of its items</h3>
      <ul class="children small">
        {run.children.slice(0, 200).map(({ executionArn, name, status }) => (
          <li key={executionArn} class="row spread">
            <button type="button" class="quiet mono" onClick={() => openChild(executionArn)}>
              {name.slice(0, 18)}
            </button>
            <span class={`badge ${status.toLowerCase()}`}>{status.toLowerCase()}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

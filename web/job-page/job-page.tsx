import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import type { PageData } from '../../pipeline/page-data';
import { clock, count, dollars, duration, moment } from '../parts/format';
import { Gantt } from '../parts/gantt';
import { ThemeSwitch } from '../parts/theme-switch';
import { Cost } from './cost';
import { Card, Files, JobFacts, MediaFacts, VerificationFacts } from './facts';
import { Findings } from './findings';
import { Player } from './player';
import { shortcuts } from './shortcuts';

/** All about one job. */
export function JobPage({ data }: { data: PageData }) {
  const help = useRef<HTMLDialogElement>(null);
  const { record, leftOut } = data;
  const showHelp = () => help.current?.showModal();
  return (
    <div class="page stack">
      <Header data={data} onHelp={showHelp} />
      <main class="stack">
        {record.error && <Failure error={record.error} />}
        {(record.media ?? data.gray) !== undefined && <Player data={data} onHelp={showHelp} />}
        <div class="cards">
          <Card title="Tasks" id="tasks" wide>
            <Gantt record={record} now={new Date(data.writtenAt)} />
          </Card>
          <Cost data={data} />
          <Findings data={data} />
          <VerificationFacts {...data} />
          <MediaFacts {...data} />
          <JobFacts data={data} />
          <Files data={data} />
        </div>
      </main>
      <footer class="muted small stack">
        {leftOut.length > 0 && <p>To keep this page small: {leftOut.join(' ')}</p>}
        <p>
          Written by framefleet, {moment(data.writtenAt)}. This file needs nothing but itself and the videos beside it.
        </p>
      </footer>
      <dialog ref={help} aria-labelledby="keys">
        <form method="dialog" class="stack">
          <h2 id="keys">Keys</h2>
          <dl class="facts">
            {shortcuts.map(({ shown, does }) => (
              <Fragment key={shown}>
                <dt>
                  <kbd>{shown}</kbd>
                </dt>
                <dd>{does}</dd>
              </Fragment>
            ))}
          </dl>
          <button type="submit">Close</button>
        </form>
      </dialog>
    </div>
  );
}

function Header({ data, onHelp }: { data: PageData; onHelp: () => void }) {
  const { record, name } = data;
  const { media, timings, bill, plan } = record;
  const frames = record.verification?.frames.written ?? media?.video.frameCount;
  const cost = bill ? dollars(bill.dollars) : plan?.estimate && `about ${dollars(plan.estimate.dollars.likely)}`;
  const figures = [
    ...(media ? [[clock(media.durationSeconds), `${media.video.width} × ${media.video.height}`] as const] : []),
    ...(frames === undefined ? [] : [[count(frames), 'frames'] as const]),
    ...(timings ? [[duration(timings.elapsedSeconds), 'to do it'] as const] : []),
    ...(plan ? [[count(plan.segmentCount), plan.segmentCount === 1 ? 'segment' : 'segments'] as const] : []),
    ...(cost === undefined ? [] : [[cost, 'cost on AWS'] as const]),
  ];
  return (
    <header class="stack">
      <div class="row spread">
        <div class="row title">
          <h1>{name}</h1>
          <span class={`badge ${record.state.toLowerCase()}`}>{record.state.toLowerCase()}</span>
        </div>
        <div class="tools unprinted">
          <button type="button" class="quiet" onClick={onHelp} aria-label="Keys">
            <kbd>?</kbd>
          </button>
          <ThemeSwitch />
        </div>
      </div>
      <ul class="figures">
        {figures.map(([value, what]) => (
          <li key={what}>
            <strong>{value}</strong> <span class="muted small">{what}</span>
          </li>
        ))}
      </ul>
    </header>
  );
}

/** Why it failed, what to do, and where more is to be read. */
function Failure({ error }: { error: NonNullable<PageData['record']['error']> }) {
  return (
    <section class="notice failed stack" aria-labelledby="error">
      <h2 id="error">{error.name}</h2>
      <pre class="message">{error.message}</pre>
      {error.log !== undefined && (
        <p class="small">
          Log: <code>{error.log}</code>
        </p>
      )}
      {error.link !== undefined && (
        <p class="small">
          <a href={error.link}>The execution in the console</a>
        </p>
      )}
    </section>
  );
}

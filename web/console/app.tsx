import { useEffect, useState } from 'preact/hooks';
import { JobList, StackFacts } from '../../pipeline/console-answers';
import { RegionEditor } from '../parts/region-editor';
import { type Drawing, emptyDrawing } from '../parts/region-drawing';
import { ThemeSwitch } from '../parts/theme-switch';
import { ask } from './ask';
import { JobListView } from './job-list';
import { JobView } from './job-view';
import { addressOf, go } from './place';
import { usePolled } from './poll';
import { UploadView } from './upload-view';
import { usePlace } from './use-place';

export function App() {
  const place = usePlace();
  const jobs = usePolled<JobList>(
    (_, signal) => ask(JobList, 'jobs', { signal }),
    (list) => (list?.jobs.some(({ state }) => state === 'RUNNING') === true ? 1000 : 2000),
    'jobs',
  );
  const stack = usePolled<StackFacts>(
    (_, signal) => ask(StackFacts, 'stack', { signal }),
    () => 60_000,
    'stack',
  ).value;
  const [files, setFiles] = useState<readonly File[]>([]);
  const [drawing, setDrawing] = useState<Drawing>(emptyDrawing);
  const isDragged = useDroppedFiles((dropped) => {
    setFiles((before) => [...before, ...dropped]);
    go({ at: 'upload' });
  });
  return (
    <div class="console">
      <a
        class="unseen"
        href="#main"
        onClick={(event) => (event.preventDefault(), document.getElementById('main')?.focus())}
      >
        To the contents
      </a>
      <header class="console-head">
        <h1>
          <a href={addressOf({ at: 'home' })}>framefleet</a>
        </h1>
        <span class="muted small console-stage">{stack?.stateMachine}</span>
        <nav class="row" aria-label="Pages">
          <a
            class="button primary"
            href={addressOf({ at: 'upload' })}
            aria-current={place.at === 'upload' ? 'page' : undefined}
          >
            Upload
          </a>
          <a
            class="button"
            href={addressOf({ at: 'regions' })}
            aria-current={place.at === 'regions' ? 'page' : undefined}
          >
            Regions
          </a>
          <ThemeSwitch />
        </nav>
      </header>
      {jobs.error !== undefined && (
        <p class="notice failed" role="alert">
          {jobs.error}
        </p>
      )}
      <div class={`console-body at-${place.at}`}>
        <aside class="console-jobs" aria-label="Jobs">
          <JobListView list={jobs.value} current={place.at === 'job' ? place.jobId : undefined} />
        </aside>
        <main id="main" tabIndex={-1}>
          {place.at === 'home' && <Welcome isEmpty={jobs.value?.jobs.length === 0} stack={stack} />}
          {place.at === 'job' && <JobView key={place.jobId} jobId={place.jobId} tab={place.tab} />}
          {/* Kept while one looks at something else: an upload goes on, and nothing that was drawn is lost. */}
          <div hidden={place.at !== 'upload'}>
            <UploadView
              files={files}
              setFiles={setFiles}
              drawing={drawing}
              setDrawing={setDrawing}
              kernels={stack?.kernels ?? []}
            />
          </div>
          {place.at === 'regions' && (
            <section class="card stack" aria-label="Region editor">
              <h2>Regions</h2>
              <p class="muted">
                Draw where motion counts, or where nothing does. What is drawn here goes with the next upload, too.
              </p>
              <RegionEditor drawing={drawing} onChange={setDrawing} file={files[0]} />
            </section>
          )}
        </main>
      </div>
      {isDragged && (
        <div class="console-drop" aria-hidden="true">
          <p>Drop videos to upload them</p>
        </div>
      )}
    </div>
  );
}

function Welcome({ isEmpty, stack }: { isEmpty: boolean; stack: StackFacts | undefined }) {
  return (
    <section class="card stack console-welcome">
      <h2>{isEmpty ? 'No jobs yet' : 'Choose a job'}</h2>
      <p>
        Drop a video anywhere on this page, or <a href={addressOf({ at: 'upload' })}>choose files</a>.
      </p>
      {stack && (
        <p class="muted small">
          Or by any client of S3: <code>aws s3 cp video.mp4 s3://{stack.inputBucket}/</code>
        </p>
      )}
    </section>
  );
}

/** @returns whether files are being dragged over the page */
function useDroppedFiles(take: (files: readonly File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setIsOver(false);
      take([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}

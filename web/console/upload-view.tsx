import { useState } from 'preact/hooks';
import { Done } from '../../pipeline/console-answers';
import { bytes } from '../parts/format';
import { type Drawing, givenOptions } from '../parts/region-drawing';
import { RegionEditor } from '../parts/region-editor';
import { ask, wordsOf } from './ask';
import { addressOf } from './place';
import { sendFile } from './send-file';
import { type UploadForm, emptyForm, optionsOf } from './upload-options';

interface UploadProps {
  files: readonly File[];
  setFiles: (files: readonly File[]) => void;
  drawing: Drawing;
  setDrawing: (drawing: Drawing) => void;
  kernels: readonly string[];
}

/** How it goes with one file. */
interface Sending {
  sent: number;
  total: number;
  jobId?: string;
  error?: string;
}

export function UploadView({ files, setFiles, drawing, setDrawing, kernels }: UploadProps) {
  const [form, setForm] = useState<UploadForm>(emptyForm);
  const [sendings, setSendings] = useState<ReadonlyMap<File, Sending>>(new Map());
  const [error, setError] = useState<string>();
  const [draws, setDraws] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const change = (part: Partial<UploadForm>) => setForm((before) => ({ ...before, ...part }));
  const tell = (file: File, sending: Sending) => setSendings((before) => new Map(before).set(file, sending));
  const waiting = files.filter((file) => sendings.get(file)?.jobId === undefined);

  const send = async () => {
    setError(undefined);
    setIsBusy(true);
    try {
      const options = optionsOf(form, givenOptions(drawing));
      // Refused before anything is sent.
      await ask(Done, 'options', { method: 'POST', body: options });
      for (const file of waiting) {
        tell(file, { sent: 0, total: file.size });
        try {
          const { jobId } = await sendFile(file, options, (sent) => tell(file, { sent, total: file.size }));
          tell(file, { sent: file.size, total: file.size, jobId });
        } catch (failure) {
          tell(file, { sent: 0, total: file.size, error: wordsOf(failure) });
        }
      }
    } catch (failure) {
      setError(wordsOf(failure));
    } finally {
      setIsBusy(false);
    }
  };

  return (
    <section class="card stack" aria-labelledby="upload-title">
      <h2 id="upload-title">Upload</h2>
      <div class="stack">
        <label class="file-choice">
          <span>Videos</span>
          <input
            type="file"
            multiple
            onChange={({ currentTarget }) => {
              setFiles([...files, ...(currentTarget.files ?? [])]);
              currentTarget.value = '';
            }}
          />
        </label>
        {files.length === 0 && (
          <p class="muted small">Or drop them anywhere on this page. Each becomes a job of its own.</p>
        )}
        {files.length > 0 && (
          <ul class="upload-files">
            {files.map((file) => (
              <UploadRow
                key={`${file.name} ${file.lastModified} ${file.size}`}
                file={file}
                sending={sendings.get(file)}
                remove={isBusy ? undefined : () => setFiles(files.filter((one) => one !== file))}
              />
            ))}
          </ul>
        )}
      </div>
      <fieldset>
        <legend>What to do with the frames</legend>
        <div class="row">
          {kernels.map((kernel) => (
            <label key={kernel} class="row">
              <input
                type="checkbox"
                checked={form.kernels.includes(kernel)}
                onChange={({ currentTarget }) =>
                  change({
                    kernels: currentTarget.checked
                      ? [...form.kernels, kernel]
                      : form.kernels.filter((one) => one !== kernel),
                  })
                }
              />
              {kernel}
            </label>
          ))}
        </div>
        <p class="muted small">objects and faces need a model, named in the further options.</p>
      </fieldset>
      <div class="row upload-fields">
        <label>
          Seconds of a segment
          <input
            type="number"
            min="0.1"
            step="any"
            placeholder="60"
            value={form.segmentSeconds}
            onInput={({ currentTarget }) => change({ segmentSeconds: currentTarget.value })}
          />
        </label>
        <label>
          Tasks of a segment
          <select value={form.mode} onChange={({ currentTarget }) => change({ mode: currentTarget.value })}>
            <option value="">as the planner chooses</option>
            <option value="fused">one for all kernels</option>
            <option value="split">one for each kernel</option>
          </select>
        </label>
      </div>
      <details open={draws} onToggle={({ currentTarget }) => setDraws(currentTarget.open)}>
        <summary>Regions and masks ({drawing.shapes.length === 0 ? 'none' : drawing.shapes.length})</summary>
        {draws && <RegionEditor drawing={drawing} onChange={setDrawing} file={files[0]} />}
      </details>
      <label class="stack">
        Further options, as JSON
        <textarea
          rows={3}
          class="mono"
          spellcheck={false}
          placeholder='{"motion": {"sensitivity": 2}}'
          value={form.further}
          onInput={({ currentTarget }) => change({ further: currentTarget.value })}
        />
      </label>
      {error !== undefined && (
        <p class="notice failed failure" role="alert">
          {error}
        </p>
      )}
      <div class="row">
        <button type="button" class="primary" disabled={isBusy || waiting.length === 0} onClick={() => void send()}>
          {isBusy ? 'Uploading …' : waiting.length > 1 ? `Upload ${waiting.length} videos` : 'Upload'}
        </button>
      </div>
    </section>
  );
}

function UploadRow(props: { file: File; sending: Sending | undefined; remove: (() => void) | undefined }) {
  const { file, sending, remove } = props;
  return (
    <li class="row spread">
      <span>
        {file.name} <span class="muted small">{bytes(file.size)}</span>
      </span>
      {sending?.jobId !== undefined && (
        <a href={addressOf({ at: 'job', jobId: sending.jobId, tab: 'graph' })}>Job {sending.jobId.slice(0, 8)}</a>
      )}
      {sending && sending.jobId === undefined && sending.error === undefined && (
        <progress value={sending.sent} max={Math.max(1, sending.total)} aria-label={`Upload of ${file.name}`} />
      )}
      {sending?.error !== undefined && <span class="job-error">{sending.error}</span>}
      {remove && (
        <button type="button" class="quiet" aria-label={`Remove ${file.name}`} onClick={remove}>
          ✕
        </button>
      )}
    </li>
  );
}

import { useState } from 'preact/hooks';
import { type Drawing, flagsOf, givenOptions, readDrawing } from './region-drawing';

/** What is drawn as text, to be taken along, and a place for text from elsewhere. */
export function RegionText({ drawing, onLoad }: { drawing: Drawing; onLoad: (drawing: Drawing) => void }) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const written = write(drawing);
  const load = () => {
    try {
      onLoad(readDrawing(typed));
      setTyped('');
      setError(undefined);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };
  return (
    <div class="region-texts">
      {written.fault !== undefined && (
        <p class="notice failed" role="status">
          {written.fault}
        </p>
      )}
      <Copied title="For the command line" text={written.flags} />
      <Copied title="For a job’s options" text={written.json} />
      <div class="stack">
        <label class="stack">
          Load regions from text
          <textarea
            rows={3}
            class="mono"
            spellcheck={false}
            placeholder="--roi 'door: 0.1,0.1 0.9,0.1 0.5,0.9', or JSON"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        {error !== undefined && (
          <p class="notice failed" role="alert">
            {error}
          </p>
        )}
        <div>
          <button type="button" disabled={typed.trim() === ''} onClick={load}>
            Load
          </button>
        </div>
      </div>
    </div>
  );
}

function write(drawing: Drawing): { flags: string; json: string; fault?: string } {
  try {
    const options = givenOptions(drawing);
    if (drawing.shapes.length === 0) return { flags: '', json: '' };
    return {
      flags: flagsOf(drawing),
      json: JSON.stringify(options, null, 1).replace(/\[\s+([\d.e-]+),\s+([\d.e-]+)\s+\]/g, '[$1, $2]'),
    };
  } catch (failure) {
    return { flags: '', json: '', fault: failure instanceof Error ? failure.message : String(failure) };
  }
}

function Copied({ title, text }: { title: string; text: string }) {
  const [said, setSaid] = useState('');
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      // Pages from a file may not.
      () => setSaid('Select the text and copy it by hand'),
    );
  };
  return (
    <section class="stack">
      <div class="row spread">
        <h3>{title}</h3>
        <span class="row">
          <span class="small muted" role="status">
            {said}
          </span>
          <button type="button" disabled={text === ''} aria-label={`Copy: ${title}`} onClick={copy}>
            Copy
          </button>
        </span>
      </div>
      <pre class="region-written" tabIndex={0} role="region" aria-label={title}>
        {text === '' ? ' ' : text}
      </pre>
    </section>
  );
}

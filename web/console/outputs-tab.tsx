import type { ConsoleRecord } from '../../pipeline/console-answers';

/** What the job has left in the output bucket, to look at and to take home. */
export function OutputsTab({ record }: { record: ConsoleRecord }) {
  const { jobId, outputs, state } = record;
  const files = Object.entries(outputs).map(([kind, uri]) => ({ kind, uri, address: addressOf(jobId, uri) }));
  const page = files.find(({ kind }) => kind === 'page');
  const gray = files.find(({ kind }) => kind === 'gray');
  return (
    <div class="card stack">
      {files.length === 0 && (
        <p class="muted">
          {state === 'RUNNING' ? 'Nothing yet: outputs are told of when the job is done.' : 'It has left none.'}
        </p>
      )}
      {page && (
        <p>
          <a class="button primary" href={page.address} target="_blank" rel="noopener">
            Open the job’s page
          </a>
        </p>
      )}
      {gray && (
        <figure class="players">
          <div>
            <video controls preload="metadata" src={`source/${jobId}`} aria-label="Source" />
            <figcaption class="muted small">Source</figcaption>
          </div>
          <div>
            <video controls preload="metadata" src={gray.address} aria-label="Gray video" />
            <figcaption class="muted small">Gray</figcaption>
          </div>
        </figure>
      )}
      {files.length > 0 && (
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">Output</th>
                <th scope="col">Where</th>
              </tr>
            </thead>
            <tbody>
              {files.map(({ kind, uri, address }) => (
                <tr key={kind}>
                  <th scope="row">{kind}</th>
                  <td class="mono small">
                    {uri.endsWith('/') ? (
                      uri
                    ) : (
                      <a href={address} target="_blank" rel="noopener">
                        {uri}
                      </a>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

/** Of the console, for an s3:// URI: outputs of a job lie below its id. */
function addressOf(jobId: string, uri: string): string {
  const path = uri.slice(uri.indexOf(`/${jobId}/`) + jobId.length + 2);
  return `files/${jobId}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

import type { PageData } from '../../pipeline/page-data';
import { clock, count, plural } from '../parts/format';
import { Card } from './facts';

/** What other kernels have found: shots, objects, faces. */
export function Findings({ data }: { data: PageData }) {
  const { shots, objects, faces } = data;
  return (
    <>
      {shots && (
        <Card title={plural(shots.length, 'shot')} id="shots">
          <ol class="shots small">
            {shots.map(({ start, end }) => (
              <li key={start}>
                {clock(start, true)}–{clock(end, true)}
              </li>
            ))}
          </ol>
        </Card>
      )}
      {objects && (
        <Card title="Objects" id="objects">
          {objects.classes.length === 0 ? (
            <p class="muted">None, in {plural(objects.pictures, 'picture')}.</p>
          ) : (
            <Seen
              head="class"
              rows={objects.classes.map((one) => ({ ...one, count: one.objects }))}
              caption={`In ${plural(objects.pictures, 'picture')}`}
            />
          )}
        </Card>
      )}
      {faces && (
        <Card title="Faces" id="faces">
          {faces.faces === 0 ? (
            <p class="muted">None, in {plural(faces.pictures, 'picture')}.</p>
          ) : (
            <Seen
              head="who"
              rows={[...faces.people, ...faces.clusters.map((one) => ({ ...one, name: `unknown ${one.cluster}` }))].map(
                ({ name, faces: found, pictures, firstTime, lastTime }) => ({
                  ...{ name, pictures, count: found, first: firstTime, last: lastTime },
                }),
              )}
              caption={`${plural(faces.faces, 'face')} in ${plural(faces.pictures, 'picture')}`}
            />
          )}
        </Card>
      )}
    </>
  );
}

interface SeenProps {
  head: string;
  caption: string;
  rows: readonly { name: string; count: number; pictures: number; first: number; last: number }[];
}

function Seen({ head, caption, rows }: SeenProps) {
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={caption}>
      <table class="small">
        <caption class="muted">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col" class="number">
              times
            </th>
            <th scope="col" class="number">
              pictures
            </th>
            <th scope="col" class="number">
              from–until
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td class="number">{count(row.count)}</td>
              <td class="number">{count(row.pictures)}</td>
              <td class="number">
                {clock(row.first)}–{clock(row.last)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

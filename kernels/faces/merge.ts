import { sixDigits } from '../../pipeline/motion';
import { firstOfCells, pictureGrid } from '../../pipeline/picture-grid';
import { toSeconds } from '../../pipeline/rational';
import type { MergeContext } from '../kernel';
import { Clusters } from './clusters';
import { isKnown, packEmbedding } from './embedding';
import { nearestPerson, nearness } from './gallery';
import { facesRecordsKey, facesReportKey } from './keys';
import { modelsOf } from './models-of';
import { type OpenGallery, openGallery } from './open-gallery';
import { type FacesOptions, preprocessingOf, similarityOf } from './options';
import { type FaceLine, PictureRecord } from './record';
import { Appearances, type FacesReport } from './report';
import { type Verdict, Verdicts } from './verdicts';

/**
 * Says who each face is, and writes a line for each. Records are read twice, because who an unknown one is may be settled only by the
 * last face; in between, only a number per face is kept.
 */
export async function mergeFaces(context: MergeContext): Promise<void> {
  const { plan } = context;
  const { video, durationSeconds } = plan.media;
  const options = plan.options.faces;
  const opened = await openGallery(options, context.models);
  const gallery = opened?.gallery;
  const { verdicts, persons, unsorted } = await judge(context, opened);

  const appearances = new Appearances();
  let pictures = 0;
  const lines = async function* () {
    let number = 0;
    for await (const { pts, faces } of picturesOf(context)) {
      const time = sixDigits(toSeconds(pts - video.startPts, video.timeBase));
      for (const [face, { box, score, landmarks, embedding }] of faces.entries()) {
        const verdict = verdicts.at(number);
        number += 1;
        const person = verdict !== 'nobody' && 'person' in verdict ? gallery?.people[verdict.person] : undefined;
        const line: FaceLine = {
          picture: pictures,
          pts,
          time,
          face,
          box,
          score,
          landmarks,
          name: person?.name ?? null,
          similarity: person ? sixDigits(nearness(person.embeddings, embedding)) : null,
          cluster: verdict !== 'nobody' && 'cluster' in verdict ? (persons[verdict.cluster] ?? null) : null,
          ...(options.keepEmbeddings ? { embedding: packEmbedding(embedding) } : {}),
        };
        appearances.add(line);
        yield `${JSON.stringify(line)}\n`;
      }
      pictures += 1;
    }
  };
  await context.leave(facesRecordsKey(plan.jobId, plan.name), lines(), 'application/x-ndjson');

  const { detector, embedder } = modelsOf(options);
  const people = (gallery?.people ?? []).flatMap(({ name }) => {
    const appearance = appearances.people.get(name);
    return appearance ? [{ name, ...appearance }] : [];
  });
  const clusters = [...appearances.clusters].sort(([one], [other]) => one - other);
  const report: FacesReport = {
    video: { width: video.width, height: video.height, durationSeconds },
    pictures,
    ...appearances.whole,
    people,
    clusters: clusters.map(([cluster, appearance]) => ({ cluster, ...appearance })),
    unsorted,
    models: { detector: detector.sha256, embedder: embedder.sha256 },
    gallery: options.gallery && gallery ? { sha256: options.gallery.sha256, people: gallery.people.length } : null,
    settings: settingsOf(options),
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await context.leave(facesReportKey(plan.jobId, plan.name), [text], 'application/json');
}

/** Pictures in the order of their time, each once. */
function picturesOf(context: MergeContext): AsyncGenerator<PictureRecord> {
  const { plan } = context;
  const parsed = async function* () {
    for await (const record of context.records()) yield PictureRecord.parse(record);
  };
  return firstOfCells(pictureGrid(plan.media.video, plan.options.faces.everySeconds), parsed());
}

/** Who is who, in the order of the faces; `persons`: for the number of each cluster that of the unknown one. */
async function judge(
  context: MergeContext,
  opened: OpenGallery | undefined,
): Promise<{ verdicts: Verdicts; persons: number[]; unsorted: number }> {
  const { faces: options } = context.plan.options;
  const similarity = similarityOf(options);
  const clusters = new Clusters(similarity);
  const verdicts = new Verdicts();
  for await (const { faces } of picturesOf(context))
    for (const { embedding } of faces) verdicts.add(isKnown(embedding) ? verdictOn(embedding) : 'nobody');
  if (clusters.left > 0) {
    context.log.warn('too many unknown faces to sort them all; the rest have no cluster', { unsorted: clusters.left });
  }
  return { verdicts, persons: clusters.join(), unsorted: clusters.left };

  function verdictOn(embedding: Float32Array): Verdict {
    opened?.checkDimension(embedding.length);
    const person = opened && nearestPerson(opened.gallery, embedding, similarity);
    if (person !== undefined) return { person };
    const cluster = options.clusters ? clusters.add(embedding) : undefined;
    return cluster === undefined ? 'nobody' : { cluster };
  }
}

/** As they were applied, without the files: these are told by their checksums. */
function settingsOf(options: FacesOptions): FacesReport['settings'] {
  const { preset, everySeconds, longerSide, size, threshold, overlap, minSize, most, clusters, keepEmbeddings } =
    options;
  const own = { preset, everySeconds, longerSide, size, threshold, overlap, minSize, most, clusters, keepEmbeddings };
  return { ...own, ...preprocessingOf(options), similarity: similarityOf(options) };
}

import type { VideoStream } from '../../pipeline/media-info';
import type { FacesOptions } from './options';
import type { Preprocessing } from './presets';
import type { FaceLine } from './record';

/** When somebody was seen. Times in seconds from the video's first frame. */
export interface Appearance {
  faces: number;
  pictures: number;
  firstTime: number;
  lastTime: number;
  /** The face that shows most: most like the gallery's, of unknown ones that with the highest score. */
  best: Pick<FaceLine, 'picture' | 'time' | 'face' | 'box' | 'score' | 'similarity'>;
}

/** `<name>.faces.json` */
export interface FacesReport {
  video: Pick<VideoStream, 'width' | 'height'> & { durationSeconds: number };
  /** Pictures that were looked at, those in which there is a face, and faces. */
  pictures: number;
  picturesWithFaces: number;
  faces: number;
  /** Of the gallery, in its order; who wasn't seen isn't told. */
  people: (Appearance & { name: string })[];
  /** Unknown people, by their first time. */
  clusters: (Appearance & { cluster: number })[];
  /** Unknown faces that weren't sorted, since there were too many: they have no cluster. */
  unsorted: number;
  models: { detector: string; embedder: string };
  gallery: { sha256: string; people: number } | null;
  settings: Omit<FacesOptions, 'detector' | 'embedder' | 'gallery' | keyof Preprocessing | 'similarity'> &
    Preprocessing & { similarity: number };
}

/** Counts lines, which come in the order of their time. */
export class Appearances {
  readonly people = new Map<string, Appearance>();
  readonly clusters = new Map<number, Appearance>();
  readonly whole = { picturesWithFaces: 0, faces: 0 };
  #lastPicture = -1;
  /** The last picture of each. */
  readonly #seen = new Map<Appearance, number>();

  add(line: FaceLine): void {
    this.whole.faces += 1;
    if (line.picture !== this.#lastPicture) this.whole.picturesWithFaces += 1;
    this.#lastPicture = line.picture;
    if (line.name !== null) this.#count(this.people, line.name, line, (one) => one.similarity ?? 0);
    if (line.cluster !== null) this.#count(this.clusters, line.cluster, line, (one) => one.score);
  }

  #count<Who>(
    known: Map<Who, Appearance>,
    who: Who,
    { picture, time, face, box, score, similarity }: FaceLine,
    worth: (line: Appearance['best']) => number,
  ): void {
    const own = { picture, time, face, box, score, similarity };
    const appearance = known.get(who) ?? { faces: 0, pictures: 0, firstTime: time, lastTime: time, best: own };
    known.set(who, appearance);
    if (this.#seen.get(appearance) !== picture) appearance.pictures += 1;
    this.#seen.set(appearance, picture);
    appearance.faces += 1;
    appearance.lastTime = time;
    if (worth(own) > worth(appearance.best)) appearance.best = own;
  }
}

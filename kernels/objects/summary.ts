import { formatRational } from '../../pipeline/rational';
import type { Plan } from '../../pipeline/plan';
import type { ObjectsPicture } from './records';

/** What was seen of one class. Times in seconds from the video's first frame. */
interface SeenClass {
  class: number;
  name: string;
  /** Boxes, in all pictures together. */
  objects: number;
  /** Pictures with one or more. */
  pictures: number;
  first: number;
  last: number;
  /** The one of which the model is most sure; the first, where several are. */
  best: { score: number; time: number; picture: number };
}

/** Adds up, picture by picture, what a whole video's pictures show. */
export class ObjectsSummary {
  readonly #classes = new Map<number, SeenClass>();
  #pictures = 0;

  add({ picture, time, objects }: ObjectsPicture): void {
    this.#pictures += 1;
    const here = new Set<number>();
    for (const { class: number, name, score } of objects) {
      const best = { score, time, picture };
      const known = this.#classes.get(number);
      const seen = known ?? { class: number, name, objects: 0, pictures: 0, first: time, last: time, best };
      this.#classes.set(number, seen);
      seen.objects += 1;
      seen.last = time;
      if (score > seen.best.score) seen.best = best;
      if (!here.has(number)) seen.pictures += 1;
      here.add(number);
    }
  }

  /** With all that it depends on: the model, and what was asked of it. */
  report({ media, options: { objects } }: Pick<Plan, 'media' | 'options'>): object {
    const { width, height, timeBase } = media.video;
    const { model, names, ...settings } = objects;
    return {
      video: { width, height, durationSeconds: media.durationSeconds, timeBase: formatRational(timeBase) },
      model,
      names,
      settings,
      pictures: this.#pictures,
      classes: [...this.#classes.values()].sort((a, b) => a.class - b.class),
    };
  }
}

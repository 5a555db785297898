import { type Backdrop, margin } from './backdrop';
import { type Shot, eachPixel, levelSteps } from './canvas';
import { Cutout, cutoutAround } from './cutout';
import { type Pose, faintWardrobe, looks, wardrobe } from './looks';
import { NoiseTile } from './noise-tile';
import { seeded } from './random';
import { type Actor, type Scene, positionAt, travelledUntil } from './scene';

/** An actor that can be drawn. */
export interface Performer {
  /** Pixels that it covers when all of it is seen. */
  ownPixels: number;
  drawShadow: (shot: Shot) => void;
  /** Undefined while it isn't there. The cutout is reused for the next one. */
  draw: (shot: Shot) => Cutout | undefined;
}

export function createPerformers(scene: Scene, backdrop: Backdrop): Performer[] {
  const texture = new NoiseTile(seeded(scene.kind, scene.seed, 'cloth'), 2, 32);
  const cutout = new Cutout(scene.width, scene.height, texture);
  return scene.actors.map((actor, index) => {
    const random = seeded(scene.kind, scene.seed, 'actor', index);
    const around = (x: number, y: number) => levelAt(backdrop, x, y);
    const { look, height, contrast, bright = false } = actor;
    const wear = contrast === undefined ? wardrobe(random, groundOf(actor, around), bright) : faintWardrobe(contrast);
    const paint = looks[look](wear);

    const alone = cutoutAround(height, texture);
    alone.begin(0, 0);
    paint(alone, { x: 2.5 * height, y: 1.5 * height, height, travelled: 0.2 * height, heading: 1 });

    const tremor = random.between(0, 7);
    const poseAt = ({ time, x: shiftX, y: shiftY }: Shot): Pose | undefined => {
      const position = positionAt(actor.path, time);
      if (!position) return undefined;
      const ahead = positionAt(actor.path, time + 0.2) ?? position;
      const first = actor.path[0] ?? position;
      const heading = ahead.x === position.x ? (first.x <= position.x ? 1 : -1) : ahead.x > position.x ? 1 : -1;
      // Nobody stands quite still.
      const unrest = look === 'person' || look === 'dog' ? 0.006 * height * Math.sin(time * 1.7 + tremor) : 0;
      const travelled = travelledUntil(actor.path, time);
      return { x: position.x + shiftX + unrest, y: position.y + shiftY, height, travelled, heading };
    };
    return {
      ownPixels: alone.measure().pixels,
      drawShadow: (shot) => {
        const pose = poseAt(shot);
        if (pose) castShadow(shot, actor, pose);
      },
      draw: (shot) => {
        const pose = poseAt(shot);
        if (!pose) return undefined;
        cutout.begin(pose.x, pose.y);
        paint(cutout, pose);
        if (contrast === undefined) cutout.paste(shot.canvas);
        else cutout.blend(shot.canvas, (x, y) => around(x - shot.x, y - shot.y) * levelSteps);
        return cutout;
      },
    };
  });
}

/** The blurred backdrop's gray level. */
function levelAt({ blurred }: Backdrop, x: number, y: number): number {
  const column = Math.min(blurred.width - 1, Math.max(0, Math.round(x + margin)));
  const row = Math.min(blurred.height - 1, Math.max(0, Math.round(y + margin)));
  return (blurred.pixels[row * blurred.width + column] ?? 0) / levelSteps;
}

/** The mean level that lies behind an actor on its way. */
function groundOf({ path, height }: Actor, around: (x: number, y: number) => number): number {
  const [first, last] = [path[0]?.time ?? 0, path.at(-1)?.time ?? 0];
  const samples = Array.from({ length: 20 }, (_, index) => {
    const { x, y } = positionAt(path, first + ((last - first) * index) / 20) ?? { x: 0, y: 0 };
    return around(x, y - height / 2);
  });
  return samples.reduce((sum, level) => sum + level, 0) / samples.length;
}

/** A long soft shadow where the sun is low, and in any case a little darkness beneath the feet. */
function castShadow({ canvas }: Shot, { look, shadow, contrast }: Actor, { x, y, height }: Pose): void {
  const { pixels } = canvas;
  const wide = height * { person: 0.2, dog: 0.75, car: 1.45, van: 1.05, ball: 0.4 }[look];
  const flat = height * 0.06 + 1;
  const darkness = contrast === undefined ? 0.35 : 0.04;
  eachPixel(canvas, [x - wide - 2, y - 2 * flat, x + wide + 2, y + 2 * flat], (index, px, py) => {
    const distance = ((px - x) / wide) ** 2 + ((py - y) / flat) ** 2;
    if (distance < 1) pixels[index] = (pixels[index] ?? 0) * (1 - darkness * (1 - distance));
  });
  if (!shadow) return;
  const [dx, dy] = [shadow.x * height, shadow.y * height];
  const squared = dx * dx + dy * dy;
  const [near, far] = [wide * 0.5, wide * 0.8];
  const more = far * 2;
  const box = [
    Math.min(x, x + dx) - more,
    Math.min(y, y + dy) - more,
    Math.max(x, x + dx) + more,
    Math.max(y, y + dy) + more,
  ] as const;
  eachPixel(canvas, box, (index, px, py) => {
    const along = Math.min(1, Math.max(0, ((px - x) * dx + (py - y) * dy) / squared));
    const away = Math.sqrt((px - x - along * dx) ** 2 + (py - y - along * dy) ** 2);
    // The farther from the feet, the wider and the fainter its border.
    const radius = near + (far - near) * along;
    const soft = radius * (0.3 + 0.9 * along);
    const alpha = Math.min(1, Math.max(0, (radius + soft - away) / (2 * soft)));
    if (alpha > 0) pixels[index] = (pixels[index] ?? 0) * (1 - shadow.depth * alpha * (1 - 0.4 * along));
  });
}

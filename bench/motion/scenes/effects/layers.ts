import { seeded } from '../random';
import type { Scene } from '../scene';
import { drift, jitter, sway } from './camera';
import { clock } from './clock';
import type { Layer } from './layer';
import { clouds, cone, flicker, glow, tone } from './light';
import { foliage, water } from './nature';
import { blob, rain, snow } from './weather';

/** What draws each of a scene's effects, in their order. */
export function createLayers(scene: Scene): Layer[] {
  return scene.effects.map((one, index) => {
    const random = seeded(scene.kind, scene.seed, 'effect', index);
    switch (one.effect) {
      case 'tone':
        return tone(one);
      case 'flicker':
        return flicker(one, scene);
      case 'clouds':
        return clouds(one, scene, random);
      case 'glow':
        return glow(one);
      case 'cone':
        return cone(one);
      case 'rain':
        return rain(one, scene, random);
      case 'snow':
        return snow(one, scene, random);
      case 'blob':
        return blob(one);
      case 'jitter':
        return jitter(one, scene, random);
      case 'sway':
        return sway(one, scene, random);
      case 'drift':
        return drift(one, scene);
      case 'foliage':
        return foliage(one, scene, random);
      case 'water':
        return water(one, scene, random);
      case 'clock':
        return clock(one);
    }
  });
}

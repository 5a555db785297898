import type { Input } from './input';
import { beside } from './inputs/beside';
import { codecs } from './inputs/codecs';
import { containers } from './inputs/containers';
import { lengths } from './inputs/lengths';
import { olderCodecs } from './inputs/older-codecs';
import { pictures } from './inputs/pictures';
import { refusals } from './inputs/refusals';
import { sound } from './inputs/sound';
import { times } from './inputs/times';

/** The whole matrix, by theme. */
export const themes: readonly { title: string; inputs: readonly Input[] }[] = [
  { title: 'Codecs', inputs: codecs },
  { title: 'Older codecs', inputs: olderCodecs },
  { title: 'Containers', inputs: containers },
  // The longest one stands where others run beside it.
  { title: 'Lengths', inputs: lengths },
  { title: 'Times', inputs: times },
  { title: 'Pictures', inputs: pictures },
  { title: 'Sound', inputs: sound },
  { title: 'Beside the pictures', inputs: beside },
  { title: 'Refused', inputs: refusals },
];

export const allInputs: readonly Input[] = themes.flatMap(({ inputs }) => inputs);

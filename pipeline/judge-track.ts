import { slackSeconds } from './motion-window';
import type { Track } from './track';

/** Less is a flash: three frames, and a fifth of a second. */
const leastFrames = 3;
const leastSeconds = 0.2;

/**
 * What appears at once, as in a lamp's light, looks other than a moment ago for as long as the comparison looks back, 0.32 s. So
 * what moves for hardly longer must also go somewhere, in its own sizes.
 */
const jump = { seconds: 0.36, travelled: 1.5 };

/** Sharpness of the outline below which it is no thing before the camera, but light, or on the lens. */
const softest = 0.32;
/** A soft outline, hardly steeper than the ground's, through which the ground shows: a shadow, an insect, a drop. */
const soft = { sharp: 0.55, edge: 0.35, alike: 0.15 };
/** The same where the ground has no texture to show through, in gray levels. */
const faint = { sharp: 0.45, edge: 0.5, contrast: 26 };
/** Brighter or darker ground that stays where it is. */
const inPlace = { alike: 0.4, travelled: 0.5 };

/** Areas are fractions of the picture. The smaller a thing is, the more it must do to count. */
const small = { area: 0.0005, seconds: 0.5, travelled: 2, directness: 0.3 };
const medium = { area: 0.0015, travelled: 0.6 };
/** What covers this much of its region isn't small. */
const largeShare = 0.15;

/**
 * Whether a track is a thing that moves, by what is known of it so far: it must last, look like a thing rather than light, shade or
 * something on the lens, and go somewhere if it is small, as leaves, sparkles and noise don't. The limits lie between what
 * was measured on drawn scenes and real clips (docs/decisions.md).
 */
export function isThing(track: Track): boolean {
  const { movingFrames, firstMoved, lastMoved, travelled } = track;
  const seconds = lastMoved - firstMoved + slackSeconds;
  if (movingFrames < leastFrames || seconds < leastSeconds) return false;
  if (seconds < jump.seconds && travelled < jump.travelled) return false;
  return looksLikeThing(track) && goesSomewhere(track, seconds);
}

function looksLikeThing({ looks: { edge, sharp, alike, contrast }, travelled }: Track): boolean {
  if (sharp < softest) return false;
  if (sharp < soft.sharp && edge < soft.edge && alike > soft.alike) return false;
  if (sharp < faint.sharp && edge < faint.edge && contrast < faint.contrast) return false;
  return alike <= inPlace.alike || travelled >= inPlace.travelled;
}

function goesSomewhere({ area, share, travelled, directness }: Track, seconds: number): boolean {
  if (area < small.area && share < largeShare) {
    return seconds >= small.seconds && travelled >= small.travelled && directness >= small.directness;
  }
  return area >= medium.area || travelled >= medium.travelled;
}

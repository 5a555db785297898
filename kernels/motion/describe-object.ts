import { type MovingObject, sixDigits } from '../../pipeline/motion';
import type { Component } from './components';

/** Squared slope per pixel that noise makes by itself, in gray levels over two pixels. */
const noiseTexture = 20;
/** Fewer different pixels are noise, in pixels. */
const leastMoving = 3;
/** An outline tells of the thing when so many pixels, and at least half of it, are its own and not the region's end. */
const leastOutline = 6;
const leastOwnOutline = 0.5;

/**
 * What a record says of a component: ratios of sums over its pixels, so that neither its size nor the light matter.
 * @param regions which part of the picture of it lies in which region
 */
export function describeObject(
  component: Component,
  width: number,
  height: number,
  regions: MovingObject['regions'],
): MovingObject {
  const { area, moving, x0, y0, x1, y1, outline, cut, contrast } = component;
  return {
    box: [sixDigits(x0 / width), sixDigits(y0 / height), sixDigits(x1 / width), sixDigits(y1 / height)],
    area: sixDigits(area / (width * height)),
    moving: moving < leastMoving ? 0 : hundredths(moving / area),
    ...(outline >= leastOutline && outline >= leastOwnOutline * (outline + cut) && outlook(component)),
    alike: hundredths(likeness(component)),
    contrast: Math.round(contrast / area),
    regions,
  };
}

/** Whose the outline is, and how steep, as the root of its mean square against the mean contrast: a part of it may be soft. */
function outlook({ area, outline, contrast, frameSlope, backgroundSlope, residualSlopes }: Component) {
  return {
    edge: hundredths((frameSlope - backgroundSlope) / Math.max(1, frameSlope + backgroundSlope)),
    sharp: hundredths((Math.sqrt(residualSlopes / outline) * area) / Math.max(1, contrast)),
  };
}

/**
 * Normalized correlation of the slopes within the outline, in frame and background; 0 where there is nothing but noise to compare. Where
 * only the light differs, they are alike (P. Rosin, T. Ellis, "Image difference threshold strategies and shadow detection", BMVC 1995).
 */
function likeness({ area, outline, cut, frameTexture, backgroundTexture, commonTexture }: Component): number {
  const inside = area - outline - cut;
  return inside <= 0 ? 0 : commonTexture / (Math.sqrt(frameTexture * backgroundTexture) + noiseTexture * inside);
}

/** What is added makes 0 of -0, which JSON hasn't. */
const hundredths = (value: number): number => Math.round(100 * value) / 100 + 0;

import * as z from 'zod';

/** A power of two, so that a bin is some of a value's leading bits. */
export const Bins = z.literal([16, 32, 64, 128, 256], 'Choose 16, 32, 64, 128 or 256 bins');
export type Bins = z.infer<typeof Bins>;

/** `gray` and `yuv` are luma (and chroma) as they are stored, at 8 bits; `rgb` is what players show. */
export const Channels = z.enum(['rgb', 'yuv', 'gray']);
export type Channels = z.infer<typeof Channels>;

const sideRange = 'Count pictures of 16 to 8192 pixels on their longer side, or null for all pixels';
const distanceRange = 'It goes from 0.01 (hardly a difference) to 1 (nothing in common)';
const lengthRange = 'A shortest shot is 0 to 60 seconds long';

/** What the owner of a video may choose for its histograms and the shots that are read from them. */
export const HistogramOptions = z.strictObject({
  /** Of each channel: 16, 32, 64, 128 or 256. */
  bins: Bins.default(16),
  channels: Channels.default('rgb'),
  /** Pixels on the longer side of the picture that is counted, 16 to 8192; larger videos are made small, others stay. Null: all pixels. */
  longerSide: z.number().int().min(16, sideRange).max(8192, sideRange).nullable().default(320),
  /** The counts also as an Arrow file. */
  arrow: z.boolean().default(false),
  /** From which distance on, from 0.01 to 1, two neighbouring frames may belong to different shots. */
  shotDistance: z.number().min(0.01, distanceRange).max(1, distanceRange).default(0.2),
  /** Seconds, 0 to 60: of changes that are closer to each other only the greatest begins a shot. */
  minShotSeconds: z.number().min(0, lengthRange).max(60, lengthRange).default(0.25),
});
export type HistogramOptions = z.infer<typeof HistogramOptions>;

/** As a field of a job's options: what isn't said is as by default. */
export const GivenHistogramOptions = HistogramOptions.prefault({});

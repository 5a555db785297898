import type { MediaInfo } from './media-info';

/** Frames of a second of video, on average. */
export const framesPerSecond = ({ durationSeconds, video }: Pick<MediaInfo, 'durationSeconds' | 'video'>): number =>
  video.frameCount / Math.max(durationSeconds, 1e-3);

/** Millions of pixels in a second of video: what most work grows with. */
export const megapixelsPerSecond = (media: Pick<MediaInfo, 'durationSeconds' | 'video'>): number =>
  (framesPerSecond(media) * media.video.width * media.video.height) / 1e6;

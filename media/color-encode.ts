import type { VideoStream } from '../pipeline/media-info';
import { grayFilters } from './gray-filter';
import { pictureTags } from './picture-tags';

/**
 * Filters and options that encode a picture with its colours, as H.264 that every player shows: the gray video's, but for what takes
 * the colour out.
 */
export function colorEncode(video: VideoStream, crf: number): { filters: string[]; encoder: string[] } {
  const tags = pictureTags(video);
  return {
    filters: [...grayFilters(video).filter((filter) => !filter.startsWith('limiter=')), tags.filter],
    encoder: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(crf), ...tags.encoder],
  };
}

import type { Ffmpeg } from './locate';

/** A build before FFmpeg 5, known by what its MP4 needs. The one in npm's package is of 2018. */
export const isOlderBuild = ({ mp4Frames }: Pick<Ffmpeg, 'mp4Frames'>): boolean => mp4Frames.length > 0;

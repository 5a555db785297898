import { segmentFile } from '../../pipeline/keys';

// Work bucket
export const histogramSegmentKey = (job: string, index: number): string => segmentFile(job, index, 'histogram.ndjson');

// Output bucket
export const histogramKey = (job: string, name: string): string => `${job}/${name}.histogram.ndjson`;
export const histogramArrowKey = (job: string, name: string): string => `${job}/${name}.histogram.arrow`;
export const shotsKey = (job: string, name: string): string => `${job}/${name}.shots.json`;

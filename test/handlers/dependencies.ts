import { createLog } from '../../aws/log';
import type { HandlerDependencies } from '../../handlers/handler';
import type { MediaInfo } from '../../pipeline/media-info';
import type { Source } from '../../pipeline/source';
import { MemoryStore } from './memory-store';

export interface TestDependencies extends HandlerDependencies {
  store: MemoryStore;
  /** What was logged, line by line. */
  logged: Record<string, unknown>[];
}

export function testDependencies(): TestDependencies {
  const logged: Record<string, unknown>[] = [];
  return {
    store: new MemoryStore(),
    workBucket: 'work',
    outputBucket: 'output',
    log: createLog('test', (line) => logged.push(JSON.parse(line) as Record<string, unknown>)),
    now: () => instant,
    variables: {},
    logged,
  };
}

export const instant = new Date('2024-05-01T12:00:00.500Z');
/** Ten days later, in epoch seconds. */
export const tenDaysLater = Date.UTC(2024, 4, 11, 12) / 1000;

export const job = 'a'.repeat(64);
export const execution = 'arn:aws:states:us-east-1:000000000000:execution:framefleet:1';

export const source: Source = {
  bucket: 'input',
  key: 'holiday/beach.mp4',
  version: 'v1',
  versionId: 'v1',
  etag: '"e"',
  sizeBytes: 1000,
};

export const media: MediaInfo = {
  format: 'mov,mp4,m4a,3gp,3g2,mj2',
  durationSeconds: 9.009,
  video: {
    index: 0,
    codec: 'h264',
    width: 320,
    height: 240,
    pixelFormat: 'yuv420p',
    rotation: 0,
    timeBase: { numerator: 1, denominator: 30_000 },
    startPts: 2002,
    endPts: 272_272,
    frameCount: 270,
  },
  audio: [],
  subtitles: [],
  chapterCount: 0,
  isTagged: false,
  keyFrameCount: 9,
};

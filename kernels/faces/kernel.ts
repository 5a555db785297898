import type { Kernel } from '../kernel';
import { facesRecordsKey, facesReportKey } from './keys';
import { modelsOf, roles } from './models-of';
import { GivenFacesOptions } from './options';

/** vCPU seconds for one picture, where nobody has measured: a YuNet or small SCRFD at 640 pixels, and an embedder for one face. */
const usualDetection = 0.1;
const usualEmbedding = 0.05;
/** Faces per picture, for the estimate. */
const usualFaces = 1;

/** Who is in the picture, and when. Off unless it is asked for: docs/faces.md. */
export const faces: Kernel<typeof GivenFacesOptions> = {
  options: GivenFacesOptions,
  check: ({ options }) => void modelsOf(options.faces),
  models: ({ faces }) => Object.values(modelsOf(faces)),
  outputs: ({ jobId, name }) => ({ faces: facesReportKey(jobId, name), faceRecords: facesRecordsKey(jobId, name) }),
  cost({ options: { faces }, models }) {
    const secondsOf = (wanted: string) => models.find(({ role }) => role === wanted)?.secondsPerPicture;
    const detection = secondsOf(roles.detector) ?? usualDetection;
    const embedding = secondsOf(roles.embedder) ?? usualEmbedding;
    return {
      perVideoSecond: 0,
      perPicture: detection + usualFaces * embedding,
      picturesPerSecond: 1 / faces.everySeconds,
    };
  },
  merges: true,
  inspects: true,
  program: () => import('./program').then(({ program }) => program),
};

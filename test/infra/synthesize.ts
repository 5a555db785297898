import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import type * as z from 'zod';
import type { Artifacts } from '../../infra/artifacts';
import { PipelineStack } from '../../infra/pipeline-stack';
import { StageConfig } from '../../infra/stage-config';
import { Stack } from './stack';

export type Overrides = z.input<typeof StageConfig>;

/** The stage `dev`, with all defaults but these. */
export function synthesize(overrides: Overrides = {}): Stack {
  return synthesizeStages({ dev: overrides }).dev;
}

/** Several stages in one App, as infra/main.ts makes them; nothing is built, and nothing is left behind. */
export function synthesizeStages<Name extends string>(stages: Record<Name, Overrides>): Record<Name, Stack>;
export function synthesizeStages(stages: Record<string, Overrides>): Record<string, Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'framefleet-test-'));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, and not called
  const { prepareStackTrace } = Error;
  try {
    // CDKTF keeps a stack for each value it makes, thousands of them; jest maps every line back to its source, which takes longest.
    Error.prepareStackTrace = () => '';
    const app = Testing.app({ outdir: join(folder, 'out') });
    const made = Object.entries(stages).map(([name, overrides]): [string, Stack] => {
      const config = StageConfig.parse(overrides);
      const stack = new PipelineStack(app, { name, config, artifacts: fakeArtifacts(folder) });
      stack.prepareStack();
      stack.runAllValidations();
      return [name, Stack.parse(stack.toTerraform())];
    });
    return Object.fromEntries(made);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    rmSync(folder, { recursive: true });
  }
}

function fakeArtifacts(folder: string): Artifacts {
  const artifact = (name: string) => {
    const path = join(folder, `${name}.zip`);
    writeFileSync(path, name);
    return { path, sha256: `checksum of ${name}` };
  };
  return {
    functions: {
      probe: artifact('probe'),
      checkModels: artifact('checkModels'),
      planSegments: artifact('planSegments'),
      resumeJob: artifact('resumeJob'),
      inspectPictures: artifact('inspectPictures'),
      mergeResults: artifact('mergeResults'),
      describeFailure: artifact('describeFailure'),
      writePage: artifact('writePage'),
      clearWork: artifact('clearWork'),
      reconcile: artifact('reconcile'),
      recordRun: artifact('recordRun'),
    },
    ffprobeLayer: artifact('ffprobe'),
    runtimeLayer: artifact('onnxruntime'),
    imageTag: 'tag-of-the-image',
  };
}

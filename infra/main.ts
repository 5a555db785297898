import { join } from 'node:path';
import { App } from 'cdktf';
import { buildArtifacts } from './artifacts';
import { PipelineStack } from './pipeline-stack';
import { ModelsNotFound } from './model-folder';
import { RuntimeNotInstalled } from './onnx-runtime';
import { InvalidStages, readStages } from './read-stages';

/** What `cdktf` runs: writes the Terraform of every stage of stages.json into cdktf.out. */
async function main(root: string): Promise<void> {
  // eslint-disable-next-line no-restricted-properties -- the one place where infra/ reads its environment
  const stages = readStages(process.env.FRAMEFLEET_STAGES ?? join(root, 'stages.json'));
  const { bundle } = await import('../scripts/bundle.mjs');
  await bundle();
  const app = new App({ outdir: join(root, 'cdktf.out') });
  for (const [name, config] of Object.entries(stages)) {
    const artifacts = await buildArtifacts(root, config);
    new PipelineStack(app, { name, config, artifacts });
  }
  app.synth();
}

main(join(__dirname, '..')).catch((error: unknown) => {
  // A mistake in the configuration is told in its own words; anything else needs its stack.
  const told = [InvalidStages, ModelsNotFound, RuntimeNotInstalled].some((mistake) => error instanceof mistake);
  console.error(told && error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

import { join, resolve } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { Command, Option } from 'commander';
import * as z from 'zod';
import { resourceNames } from '../statemachine/names';
import { imageTag } from './artifacts';
import { ImageError, buildArguments, builders, ffmpegBuilds, findBuilder, runBuilder } from './build-image';
import { bringModels, ModelsNotFound } from './model-folder';
import { RuntimeNotInstalled } from './onnx-runtime';
import { InvalidStages, readStages } from './read-stages';
import { Registry } from './registry';
import type { StageConfig, Stages } from './stage-config';

const Options = z.object({
  stage: z.string().optional(),
  builder: z.enum(builders).optional(),
  base: z.string().optional(),
  ffmpeg: z.enum(ffmpegBuilds).optional(),
  models: z.string().min(1).optional(),
  push: z.boolean(),
});

const examples = `
Examples:
  npm run image                          build for the only stage of stages.json and push
  npm run image -- --stage prod          for one of several stages
  npm run image -- --no-push             build only, as framefleet:<tag>
  npm run image -- --no-push --models ~/models
                                         with models for file:///models/…
  npm run image -- --base localhost/debian-node
                                         without a registry to pull from: see docs/image.md`;

/** `npm run image`: builds the tasks' image and pushes it where the deployed stage looks for it. */
async function main(root: string, args: readonly string[]): Promise<void> {
  const command = new Command('npm run image --')
    .description('Builds the image of the tasks, and pushes it to the repository of a deployed stage.')
    .option('--stage <name>', 'stage of stages.json')
    .addOption(new Option('--builder <program>', 'program that builds').choices(builders))
    .option('--base <image>', 'base image: a Debian with Node 20 or newer')
    .addOption(
      new Option('--ffmpeg <build>', "from Debian's source, or its package: docs/image.md").choices(ffmpegBuilds),
    )
    .option('--models <folder>', "models for the image's /models, instead of the stage's models.folder")
    .option('--no-push', 'only build')
    .addHelpText('after', examples);
  const options = Options.parse(command.parse(args, { from: 'user' }).opts());
  // eslint-disable-next-line no-restricted-properties -- the one place where this program reads its environment
  const stages = readStages(process.env.FRAMEFLEET_STAGES ?? join(root, 'stages.json'));
  const { name, config } = chooseStage(stages, options.stage);
  const { bundle } = await import('../scripts/bundle.mjs');
  await bundle();
  const folder = chooseModels(root, config, options);
  const tag = await imageTag(root, { ...config, models: { ...config.models, folder } });
  const builder = options.builder ?? findBuilder();
  const build = async (repository: string) => {
    const image = `${repository}:${tag}`;
    const { architecture } = config;
    const { base, ffmpeg } = options;
    const models = folder === undefined ? undefined : await bringModels(root, folder);
    await runBuilder(builder, buildArguments({ builder, image, architecture, base, ffmpeg, models }), root);
    return image;
  };
  if (!options.push) {
    console.log(`Built ${await build('framefleet')}`);
    return;
  }
  const registry = new Registry(openEcr(config), resourceNames(name, '').repository);
  const url = await registry.url();
  if (await registry.has(tag)) {
    console.log(
      `${url}:${tag} is there already. For a new one with Debian's newest fixes raise imageRevision in the stage, come back, and deploy then.`,
    );
    return;
  }
  const image = await build(url);
  const { registry: host, user, password } = await registry.login();
  await runBuilder(builder, ['login', '--username', user, '--password-stdin', host], root, password);
  await runBuilder(builder, ['push', image], root);
  console.log(`Pushed ${image}`);
}

/** The stage that was named, or the only one. @throws ImageError naming those that there are */
function chooseStage(stages: Stages, asked: string | undefined): { name: string; config: StageConfig } {
  const known = Object.keys(stages);
  const name = asked ?? (known.length === 1 ? known[0] : undefined);
  const config = name === undefined || !Object.hasOwn(stages, name) ? undefined : stages[name];
  if (name !== undefined && config !== undefined) return { name, config };
  const why = asked === undefined ? 'There are several stages' : `There is no stage "${asked}"`;
  throw new ImageError(`${why}: name one of ${known.join(', ')} by --stage.`);
}

/** An image with other models has another tag: a stage that doesn't know of them would look for one that isn't there. */
function chooseModels(
  root: string,
  { models: { folder } }: StageConfig,
  { models, push }: Pick<z.infer<typeof Options>, 'models' | 'push'>,
): string | undefined {
  if (models === undefined) return folder;
  if (!push || (folder !== undefined && resolve(root, models) === resolve(root, folder))) return models;
  throw new ImageError(
    `The deployed stage would look for an image with other models: write "models": {"folder": ${JSON.stringify(models)}} into it and deploy, or only build, by --no-push.`,
  );
}

const openEcr = ({ region, emulator }: StageConfig): ECRClient =>
  new ECRClient({ region, ...(emulator === undefined ? {} : { endpoint: emulator }) });

// eslint-disable-next-line no-restricted-properties -- the SDK announces what its versions of next year need; ours is pinned
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
main(join(__dirname, '..'), process.argv.slice(2)).catch((error: unknown) => {
  const told = [ImageError, InvalidStages, ModelsNotFound, RuntimeNotInstalled].some(
    (mistake) => error instanceof mistake,
  );
  console.error(told && error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

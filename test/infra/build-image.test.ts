import { type ImageBuild, ImageError, buildArguments, builders, findBuilder } from '../../infra/build-image';

const build = (different: Partial<ImageBuild> = {}) =>
  buildArguments({ builder: 'docker', image: 'registry/framefleet-dev:tag', architecture: 'x86_64', ...different });

const common = ['--platform', 'linux/amd64', '--file', 'container/Dockerfile', '--tag', 'registry/framefleet-dev:tag'];

test('docker builds for the platform of the stage', () => {
  expect(build()).toEqual(['build', ...common, '.']);
  expect(build({ architecture: 'arm64' })).toContain('linux/arm64');
});

test('podman and buildah are told to make what ECR can scan, and buildah to keep what it can use again', () => {
  expect(build({ builder: 'podman' })).toEqual(['build', '--format', 'docker', ...common, '.']);
  expect(build({ builder: 'buildah' })).toEqual(['build', '--format', 'docker', '--layers', ...common, '.']);
});

test('another base and another ffmpeg are arguments of the build', () => {
  const own = ['--build-arg', 'BASE=localhost/debian-node', '--build-arg', 'FFMPEG=package'];
  expect(build({ base: 'localhost/debian-node', ffmpeg: 'package' })).toEqual(['build', ...common, ...own, '.']);
});

test('models are a folder of the context', () => {
  const models = ['--build-arg', 'MODELS=dist/models/0123456789abcdef'];
  expect(build({ models: 'dist/models/0123456789abcdef' })).toEqual(['build', ...common, ...models, '.']);
});

test('the first builder of this machine is taken', () => {
  expect(findBuilder(() => true)).toBe('docker');
  expect(findBuilder((program) => program !== 'docker')).toBe('podman');
  expect(findBuilder((program) => program === 'buildah')).toBe('buildah');
});

test('without any the user is told which there could be', () => {
  const asked: string[] = [];
  const none = () =>
    findBuilder((program) => {
      asked.push(program);
      return false;
    });
  expect(none).toThrow(ImageError);
  expect(none).toThrow('one of docker, podman, buildah, or name it by --builder');
  expect(asked.slice(0, 3)).toEqual(builders);
});

import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Surroundings, locateFfmpeg, locateFfprobe, packagePathOf } from '../../media/locate';
import { temporaryFolder } from '../tools';

const banner = (version: string, libavformat = '59. 27.100') =>
  `${version} Copyright (c) 2000-2024 the FFmpeg developers\nlibavformat    ${libavformat} / ${libavformat}`;

describe('looking for ffmpeg', () => {
  const folder = temporaryFolder();

  /** A stand-in: tells a version, and encodes as well as its last lines say. */
  async function fake(
    path: string,
    version: string,
    options: { encodes?: string; libavformat?: string; mode?: number } = {},
  ) {
    const file = join(folder(), path);
    await mkdir(dirname(file), { recursive: true });
    const lines = [
      '#!/bin/sh',
      `case "$*" in *-version*) echo 'program version ${banner(version, options.libavformat)}'; exit 0;; esac`,
      options.encodes ?? 'exit 0',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    await chmod(file, options.mode ?? 0o755);
    return file;
  }

  const machine = (variables: Surroundings['variables'], packages: Record<string, string> = {}): Surroundings => ({
    variables,
    packagePath: (name) => packages[name],
  });

  test('FFMPEG_PATH comes before everything', async () => {
    const named = await fake('named', 'N-1');
    const packages = { 'ffmpeg-static': await fake('static', '1') };
    const found = await locateFfmpeg(machine({ FFMPEG_PATH: named, PATH: folder() }, packages));
    expect(found).toMatchObject({ path: named, foundBy: 'FFMPEG_PATH', version: 'N-1' });
  });

  test('then ffmpeg-static, then PATH, then the installer’s package', async () => {
    const paths = {
      static: await fake('static', '6'),
      onPath: await fake('bin/ffmpeg', '5'),
      installer: await fake('installer', '4'),
    };
    const installer = { '@ffmpeg-installer/ffmpeg': paths.installer };
    const packages = { 'ffmpeg-static': paths.static, ...installer };
    const PATH = `${join(folder(), 'empty')}::${join(folder(), 'bin')}`;
    expect(await locateFfmpeg(machine({ PATH }, packages))).toMatchObject({
      path: paths.static,
      foundBy: 'ffmpeg-static',
    });
    expect(await locateFfmpeg(machine({ PATH }, installer))).toMatchObject({ path: paths.onPath, foundBy: 'PATH' });
    expect(await locateFfmpeg(machine({}, installer))).toMatchObject({
      path: paths.installer,
      foundBy: '@ffmpeg-installer/ffmpeg',
    });
  });

  test('a package whose file isn’t there is passed over', async () => {
    const onPath = await fake('bin/ffmpeg', '5');
    const packages = { 'ffmpeg-static': join(folder(), 'never-downloaded') };
    expect((await locateFfmpeg(machine({ PATH: dirname(onPath) }, packages))).path).toBe(onPath);
  });

  test('a package’s file without its x bit gets it', async () => {
    const path = await fake('static', '6', { mode: 0o644 });
    expect((await locateFfmpeg(machine({}, { 'ffmpeg-static': path }))).path).toBe(path);
    expect((await stat(path)).mode & 0o111).toBe(0o111);
  });

  test('one that can’t do the work is passed over', async () => {
    const poor = await fake('poor/ffmpeg', '5', { encodes: 'echo "Unknown encoder libx264" >&2; exit 1' });
    const good = await fake('good/ffmpeg', '5');
    expect((await locateFfmpeg(machine({ PATH: `${dirname(poor)}:${dirname(good)}` }))).path).toBe(good);
  });

  test('a named path that is wrong is an error, not a reason to look elsewhere', async () => {
    const PATH = dirname(await fake('bin/ffmpeg', '5'));
    const named = join(folder(), 'typo');
    await expect(locateFfmpeg(machine({ FFMPEG_PATH: named, PATH }))).rejects.toMatchObject({
      name: 'FfmpegNotFound',
      message: expect.stringContaining(`${named} (FFMPEG_PATH): `) as string,
    });
  });

  test('the refusal tells what was tried, why each was refused, and what to do', async () => {
    const one = await fake('one/ffmpeg', '5', { encodes: 'echo "Unknown encoder libx264" >&2; exit 1' });
    const two = await fake('two', '4', { encodes: 'echo "No such filter: hue" >&2; exit 2' });
    const looking = locateFfmpeg(machine({ PATH: dirname(one) }, { '@ffmpeg-installer/ffmpeg': two }));
    const { name, message, figures } = (await looking.catch((error: unknown) => error)) as Error & { figures: object };
    expect(name).toBe('FfmpegNotFound');
    expect(figures).toEqual({ program: 'ffmpeg' });
    expect(message).toMatch(new RegExp(`^No usable ffmpeg: ${one} \\(PATH\\): .*exit code 1 .*Unknown encoder libx264; ${two} \\(@ffmpeg-installer/ffmpeg\\): .*No such filter: hue\\. Install it`)); // prettier-ignore
    expect(message).toContain('set FFMPEG_PATH and FFPROBE_PATH');
  });

  test('says when there was nothing to try', async () => {
    await expect(locateFfmpeg(machine({ PATH: folder() }))).rejects.toThrow('No usable ffmpeg: none found. Install it');
  });

  test.each([
    ['5.1.2', '59. 27.100', '-fps_mode'],
    ['7.0', '61.  1.100', '-fps_mode'],
    ['N-110000-g1234567', '60.  3.100', '-fps_mode'],
    ['5.0.1', '59. 16.100', '-vsync'],
    ['4.1', '58. 20.100', '-vsync'],
    ['unreadable', 'x', '-vsync'],
  ])('version %s with libavformat %s passes frames by %s', async (version, libavformat, option) => {
    const FFMPEG_PATH = await fake('ffmpeg', version, { libavformat });
    expect(await locateFfmpeg(machine({ FFMPEG_PATH }))).toMatchObject({
      version,
      passFrames: [option, 'passthrough'],
    });
  });

  test('ffprobe: FFPROBE_PATH, PATH, its installer’s package; it needn’t encode', async () => {
    const cannotEncode = { encodes: 'exit 1' };
    const named = await fake('named', '7', cannotEncode);
    const onPath = await fake('bin/ffprobe', '6', cannotEncode);
    const packages = {
      '@ffprobe-installer/ffprobe': await fake('installer', '5', cannotEncode),
      'ffmpeg-static': await fake('static', '4'),
    };
    const PATH = dirname(onPath);
    expect(await locateFfprobe(machine({ FFPROBE_PATH: named, PATH }, packages))).toEqual({ path: named, foundBy: 'FFPROBE_PATH', version: '7' }); // prettier-ignore
    expect(await locateFfprobe(machine({ PATH }, packages))).toMatchObject({ path: onPath, foundBy: 'PATH' });
    expect(await locateFfprobe(machine({}, packages))).toMatchObject({ foundBy: '@ffprobe-installer/ffprobe' });
    await expect(locateFfprobe(machine({}))).rejects.toMatchObject({
      name: 'FfmpegNotFound',
      figures: { program: 'ffprobe' },
    });
  });

  test('a named program that was proven before isn’t tried again; one that is merely found is', async () => {
    const named = await fake('named', '7', { encodes: 'exit 1' });
    const proven = (variables: Surroundings['variables']) => ({ ...machine(variables), proven: true });
    expect(await locateFfmpeg(proven({ FFMPEG_PATH: named }))).toMatchObject({ path: named, version: '7' });
    expect(await locateFfprobe(proven({ FFPROBE_PATH: named }))).toMatchObject({ path: named });
    await fake('ffmpeg', '7', { encodes: 'exit 1' });
    await expect(locateFfmpeg(proven({ PATH: folder() }))).rejects.toMatchObject({ name: 'FfmpegNotFound' });
    await expect(locateFfprobe(proven({ FFPROBE_PATH: '/nowhere' }))).rejects.toMatchObject({ name: 'FfmpegNotFound' });
  });
});

describe('packagePathOf', () => {
  test('is undefined for a package that isn’t installed, or exports no path', () => {
    expect(packagePathOf('framefleet-no-such-package')).toBeUndefined();
    expect(packagePathOf('zod')).toBeUndefined();
  });
});

import { join } from 'node:path';
import type { Container } from '../../../pipeline/job-options';
import { temporaryFolder } from '../../tools';
import { framesOf, make, picture } from './clips';
import { joinClip } from './join-clip';
import { rotate } from './rotate';

const h264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '25', '-sc_threshold', '0'];
const containers: Container[] = ['mp4', 'mkv'];
const colours = (primaries: string, transfer: string, matrix: string) => [
  ...['-color_primaries', primaries, '-color_trc', transfer, '-colorspace', matrix],
];

describe.each(containers)('the gray picture in %s', (container) => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const grayOf = async (path: string) => {
    const { gray, grayPath, media } = await joinClip(path, folder(), { container });
    return { gray: gray.video, grayPath, source: media.video };
  };

  test.each([
    ['a.mp4', '16/15', h264],
    ['a.mp4', '64/45', h264],
    ['a.mkv', '9/16', ['-c:v', 'ffv1', '-g', '1']],
  ])('has the shape of the source’s pixels: %s, %s', async (name, ratio, encoder) => {
    const { gray, source } = await grayOf(
      await make(at(name), [...picture(0.4), '-vf', `setsar=${ratio}`, ...encoder]),
    );
    const [numerator, denominator] = ratio.split('/').map(Number);
    expect(source.sampleAspectRatio).toEqual({ numerator, denominator });
    expect(gray.sampleAspectRatio).toEqual(source.sampleAspectRatio);
  });

  test('is upright where the source is turned, its pixels too', async () => {
    const plain = await make(at('plain.mp4'), [...picture(0.4), '-vf', 'setsar=16/15', ...h264]);
    const path = await make(at('turned.mp4'), ['-i', plain, '-c', 'copy']);
    await rotate(path, 120);
    const { gray, source } = await grayOf(path);
    const turned = { width: 120, height: 160, sampleAspectRatio: { numerator: 15, denominator: 16 } };
    expect(source).toMatchObject({ ...turned, rotation: 90 });
    expect(gray).toMatchObject({ ...turned, rotation: 0 });
  });

  const bt709 = { colorPrimaries: 'bt709', colorTransfer: 'bt709', colorMatrix: 'bt709' };
  const bt601 = { colorPrimaries: 'smpte170m', colorTransfer: 'smpte170m', colorMatrix: 'smpte170m' };
  const bt2020 = { colorPrimaries: 'bt2020', colorMatrix: 'bt2020nc' };
  const full = ['-vf', 'scale=out_range=full', '-color_range', 'pc'];
  test.each<[string, string, string[], object]>([
    ['BT.709', 'a.mp4', [...h264, '-pix_fmt', 'yuv420p', ...colours('bt709', 'bt709', 'bt709')], bt709],
    ['BT.601, full range', 'a.mp4', [...full, ...h264, '-pix_fmt', 'yuvj420p', ...colours('smpte170m', 'smpte170m', 'smpte170m')], { ...bt601, pixelFormat: 'yuvj420p', colorRange: 'pc' }],
    ['full range without a j', 'a.mkv', [...full, '-pix_fmt', 'yuv444p', '-c:v', 'ffv1', '-g', '1'], { pixelFormat: 'yuvj420p', colorRange: 'pc' }],
    ['10 bit', 'a.mp4', [...h264, '-pix_fmt', 'yuv422p10le'], { pixelFormat: 'yuv420p10le' }],
    ['HDR10: PQ', 'a.mp4', [...h264, '-pix_fmt', 'yuv420p10le', ...colours('bt2020', 'smpte2084', 'bt2020nc')], { ...bt2020, pixelFormat: 'yuv420p10le', colorTransfer: 'smpte2084' }],
    ['HDR: HLG', 'a.mkv', [...h264, '-pix_fmt', 'yuv420p10le', ...colours('bt2020', 'arib-std-b67', 'bt2020nc')], { ...bt2020, pixelFormat: 'yuv420p10le', colorTransfer: 'arib-std-b67' }],
    ['RGB', 'a.mkv', ['-c:v', 'ffv1', '-g', '1', '-pix_fmt', 'bgr0'], { pixelFormat: 'yuv420p', colorMatrix: 'smpte170m' }],
  ])('is read as the source is: %s', async (_, name, encoder, expected) => {
    const { gray } = await grayOf(await make(at(name), [...picture(0.4), ...encoder]));
    expect(gray).toMatchObject(expected);
    // Nobody tells what colours it has: then neither do we.
    if (!('colorPrimaries' in expected)) expect(gray.colorPrimaries).toBeUndefined();
  }); // prettier-ignore

  test.each([
    ['tff=1', 'tt'],
    ['bff=1', 'bb'],
  ])('of fields is of fields, in their order, and lossless: %s', async (order, fieldOrder) => {
    const fields = ['-pix_fmt', 'yuv420p', '-flags', '+ilme+ildct', '-x264-params', order];
    const moving = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=25:d=2'];
    const { gray, source, grayPath } = await grayOf(
      await make(at('fields.mp4'), [...moving, ...h264, '-g', '12', '-bf', '2', ...fields]),
    );
    expect(source.fieldOrder).toBe(fieldOrder);
    expect(gray.fieldOrder).toBe(fieldOrder);
    expect(await lumaOf(grayPath)).toEqual(await lumaOf(at('fields.mp4')));
  });

  test('of fields of a height that H.264 has no fields for is whole', async () => {
    const path = await make(at('d1.mkv'), [
      ...['-f', 'lavfi', '-i', 'testsrc2=s=160x122:r=50:d=0.4', '-vf', 'interlace=scan=bff'],
      ...['-c:v', 'ffv1', '-g', '1', '-pix_fmt', 'yuv420p', '-field_order', 'bb'],
    ]);
    const { gray, source, grayPath } = await grayOf(path);
    expect(source.fieldOrder).not.toBe('progressive');
    expect(gray).toMatchObject({ height: 122, fieldOrder: 'progressive' });
    expect(await lumaOf(grayPath)).toEqual(await lumaOf(path));
  });
});

const lumaOf = async (path: string) => (await framesOf(path, 'extractplanes=y')).map(({ md5 }) => md5);

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { grayFilters } from '../../../media/gray-filter';
import { temporaryFolder, tools } from '../../tools';
import { probeMedia } from '../../../media/probe';
import { framesOf, make, picture } from './clips';

describe('the gray filters', () => {
  const folder = temporaryFolder();
  const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
  const eight = Buffer.alloc(80 * 60, 128);
  const ten = Buffer.from(new Uint16Array(80 * 60).fill(512).buffer);

  const full = ['-vf', 'scale=out_range=full', '-color_range', 'pc'];

  // FFV1 and MJPEG keep what the recipe says; testsrc2 has every colour.
  test.each([
    ['limited range', 'a.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p'], eight],
    ['full range', 'a.avi', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '3'], eight],
    ['limited range, 4:2:2', 'c.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv422p'], eight],
    ['full range, 4:4:4', 'd.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv444p', ...full], eight],
    ['full range, 4:2:2 in 10 bit', 'e.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv422p10le', ...full], ten],
    ['gray', 'f.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'gray'], eight],
    ['10 bit', 'b.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv420p10le'], ten],
  ])('leave every luma byte and make chroma neutral: %s', async (_, file, encoder, neutral) => {
    const path = await make(join(folder(), file), [...picture(0.2), ...encoder]);
    const { media } = await probeMedia((await tools()).ffprobe.path, { url: path }, file);
    expect(media.video.pixelFormat).toBe(encoder[3]);
    const gray = grayFilters(media.video).join(',');
    const luma = await framesOf(path, 'extractplanes=y');
    expect(luma).toHaveLength(5);
    expect(await framesOf(path, `${gray},extractplanes=y`)).toEqual(luma);
    for (const plane of ['u', 'v']) {
      const seen = await framesOf(path, `${gray},extractplanes=${plane}`);
      expect(new Set(seen.map((frame) => frame.md5))).toEqual(new Set([md5(neutral)]));
    }
  });
});

import { open } from 'node:fs/promises';

/** Writes a rotation by 90 degrees clockwise into an MP4's first track header; how ffmpeg is asked for it depends on its version. */
export async function rotate(path: string, height: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const bytes = await file.readFile();
    const header = bytes.indexOf('tkhd') + 4;
    // Version 0: flags 4, times 8, track 4, reserved 4, duration 4, reserved 8, layer, group, volume and reserved 2 each.
    const matrix = header + 40;
    const fixed = [0, 1 << 16, 0, -(1 << 16), 0, 0, height << 16, 0, 1 << 30];
    const written = Buffer.alloc(36);
    fixed.forEach((value, number) => written.writeInt32BE(value, number * 4));
    await file.write(written, 0, written.length, matrix);
  } finally {
    await file.close();
  }
}

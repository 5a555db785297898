import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { MotionFrame, MotionReport } from '../pipeline/motion';
import { motionCsv } from '../pipeline/motion-csv';
import { motionChapters } from '../pipeline/motion-vtt';

/** Lines of frames are written some 64 KB at a time. */
const blockLength = 65_536;

/** Writes a line per frame as they come, so that the length of the video doesn't matter. */
export class FrameFile {
  readonly #stream;
  #block = '';

  constructor(readonly path: string) {
    this.#stream = createWriteStream(path);
    // A full disk is told by the next write, or by the end.
    this.#stream.on('error', () => undefined);
  }

  async add(frame: MotionFrame): Promise<void> {
    this.#block += `${JSON.stringify(frame)}\n`;
    if (this.#block.length >= blockLength) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
  }

  /** When something has failed: the file is of no use. */
  discard(): void {
    this.#stream.destroy();
  }

  async #flush(): Promise<void> {
    const block = this.#block;
    this.#block = '';
    if (this.#stream.errored) throw this.#stream.errored;
    if (!this.#stream.write(block)) await once(this.#stream, 'drain');
  }
}

/** The files about a video's motion, each of which takes its name when it is whole. Returns their paths. */
export async function writeMotion(
  report: MotionReport,
  framesPath: string,
  { parts, out, name }: { parts: string; out: string; name: string },
): Promise<string[]> {
  const contents = [
    ['motion.json', `${JSON.stringify(report, null, 2)}\n`],
    ['motion.csv', motionCsv(report.events)],
    ['motion.vtt', motionChapters(report)],
  ] as const;
  for (const [ending, content] of contents) await writeFile(join(parts, ending), content);
  const paths: string[] = [];
  const place = async (part: string, ending: string) => {
    const path = join(out, `${name}.${ending}`);
    await rename(part, path);
    paths.push(path);
  };
  await place(framesPath, 'motion-frames.ndjson');
  for (const [ending] of contents) await place(join(parts, ending), ending);
  return paths;
}

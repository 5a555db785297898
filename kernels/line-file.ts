import { type FileHandle, open } from 'node:fs/promises';

/** Characters that are written at once. */
const block = 1 << 18;

/** Lines on their way into a file: a segment may have millions, and they needn't be in memory. */
export class LineFile {
  #waiting = '';

  private constructor(private readonly file: FileHandle) {}

  static async create(path: string): Promise<LineFile> {
    return new LineFile(await open(path, 'w'));
  }

  /** @returns a promise only where something is written: who awaits each line would lose more time than writing takes */
  add(line: string): void | Promise<void> {
    this.#waiting += `${line}\n`;
    if (this.#waiting.length >= block) return this.#write();
  }

  async end(): Promise<void> {
    await this.#write();
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    await this.file.appendFile(text);
  }
}

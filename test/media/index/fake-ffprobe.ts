import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** A script that passes for ffprobe, and what it was asked. */
export interface FakeFfprobe {
  path: string;
  /** The arguments of each call, in their order. */
  calls: () => Promise<string[][]>;
}

/** What it says: lines of packets where it is sent to times, and where it is to read all. */
export interface Answers {
  sought: readonly string[];
  packets: readonly string[];
  /** Ends with this exit code when it is sent somewhere. */
  failsToSeek?: number;
}

/** @param folder where it and its notes lie */
export async function fakeFfprobe(folder: string, answers: Answers): Promise<FakeFfprobe> {
  const path = join(folder, 'ffprobe');
  const notes = join(folder, 'calls');
  const script = `#!${process.execPath}
    const { appendFileSync } = require('node:fs');
    const answers = ${JSON.stringify(answers)};
    const args = process.argv.slice(2);
    appendFileSync(${JSON.stringify(notes)}, JSON.stringify(args) + '\\n');
    const isSent = args.includes('-read_intervals');
    for (const line of isSent ? answers.sought : answers.packets) console.log(line);
    process.exitCode = isSent ? (answers.failsToSeek ?? 0) : 0;
  `;
  await writeFile(path, script);
  await chmod(path, 0o755);
  await writeFile(notes, '');
  return {
    path,
    calls: async () => {
      const lines = (await readFile(notes, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => z.array(z.string()).parse(JSON.parse(line)));
    },
  };
}

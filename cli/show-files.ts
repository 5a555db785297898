import { dirname, sep } from 'node:path';

/** Of a folder with more files than this only their number is told. */
const most = 10;

/** What a job has left, a line each: files, and folders that hold many, in their order. */
export function showFiles(paths: readonly string[]): string[] {
  const byFolder = new Map<string, string[]>();
  for (const path of paths) byFolder.set(dirname(path), [...(byFolder.get(dirname(path)) ?? []), path]);
  const [results = '.'] = byFolder.keys();
  return [...byFolder].flatMap(([folder, files]) =>
    folder === results || files.length <= most ? files : [`${folder}${sep} (${files.length} files)`],
  );
}

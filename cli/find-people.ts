import { readdir } from 'node:fs/promises';
import { extname, join, parse } from 'node:path';
import { UsageError } from './usage-error';

const endings = ['.jpg', '.jpeg', '.png', '.webp'];

export interface Person {
  name: string;
  /** Paths of pictures. */
  pictures: string[];
}

/**
 * Who is to be enrolled: a folder with pictures for each, or a picture. In the order of names.
 * @returns `ignored`: what is neither
 * @throws UsageError when the folder can't be read, or holds no pictures
 */
export async function findPeople(folder: string): Promise<{ people: Person[]; ignored: string[] }> {
  const people = new Map<string, string[]>();
  const ignored: string[] = [];
  const add = (name: string, path: string) => {
    if (endings.includes(extname(path).toLowerCase())) people.set(name, [...(people.get(name) ?? []), path]);
    else ignored.push(path);
  };
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) add(parse(entry.name).name, path);
    else for (const { name } of await entriesOf(path)) add(entry.name, join(path, name));
  }
  if (people.size === 0) {
    throw new UsageError(
      `"${folder}" holds no pictures. Put in a folder for each person, named after them, with ${endings.join(', ')} files; or <name>.jpg.`,
    );
  }
  const sorted = [...people].sort(([one], [other]) => (one < other ? -1 : 1));
  return { people: sorted.map(([name, pictures]) => ({ name, pictures })), ignored };
}

/** Sorted, without what is hidden. */
async function entriesOf(folder: string): Promise<{ name: string; isDirectory(): boolean }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new UsageError(`"${folder}" can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  return shown.sort((one, other) => (one.name < other.name ? -1 : 1));
}

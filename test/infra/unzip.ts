import { inflateRawSync } from 'node:zlib';

export interface Unzipped {
  name: string;
  /** Unix permissions. */
  mode: number;
  /** Date and time as DOS counts them, in hexadecimal. */
  dosTime: string;
  content: Buffer;
}

/** Reads a zip archive by its directory, as far as ours go: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function unzip(archive: Buffer): Unzipped[] {
  const end = archive.length - 22;
  expectSignature(archive, end, 0x06054b50);
  let entry = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    expectSignature(archive, entry, 0x02014b50);
    const [nameLength, extraLength] = [archive.readUInt16LE(entry + 28), archive.readUInt16LE(entry + 30)];
    const commentLength = archive.readUInt16LE(entry + 32);
    const unzipped: Unzipped = {
      name: archive.toString('utf8', entry + 46, entry + 46 + nameLength),
      mode: archive.readUInt16LE(entry + 40) & 0o777,
      dosTime: archive.readUInt32LE(entry + 12).toString(16),
      content: contentOf(archive, entry),
    };
    entry += 46 + nameLength + extraLength + commentLength;
    return unzipped;
  });
}

function contentOf(archive: Buffer, entry: number): Buffer {
  const local = archive.readUInt32LE(entry + 42);
  expectSignature(archive, local, 0x04034b50);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const bytes = archive.subarray(start, start + archive.readUInt32LE(entry + 20));
  return archive.readUInt16LE(entry + 10) === 0 ? bytes : inflateRawSync(bytes);
}

function expectSignature(archive: Buffer, offset: number, signature: number): void {
  const found = archive.readUInt32LE(offset);
  if (found !== signature) throw new Error(`No zip archive: ${found.toString(16)} at byte ${offset}`);
}

import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFiles } from './data-files';
import { SortedKeys } from './key-order';
import { NULL_VERSION, ObjectRecord, type StoredObject, type Version } from './object-record';
import { OneAtATime } from './one-at-a-time';
import { readRecords, writeRecord } from './record-file';

export type Versioning = 'Unversioned' | 'Enabled' | 'Suspended';

export type NewObject = Omit<StoredObject, 'kind' | 'versionId' | 'lastModified'>;

export interface PutOptions {
  versioning: Versioning;
  /** Refuses by throwing, given what is there now; nobody can change that before the object is stored. */
  precondition?: ((current: StoredObject | undefined) => void) | undefined;
  /** Called when the object is on disk, before anybody else can replace it. */
  onStored: (stored: StoredObject) => void;
}

/** The objects of one bucket: records on disk, and in memory for listing. */
export class ObjectFiles {
  private readonly sortedKeys = new SortedKeys();
  private readonly versionsByKey = new Map<string, readonly Version[]>();
  private readonly changes = new OneAtATime();

  private constructor(
    private readonly folder: string,
    private readonly data: DataFiles,
  ) {}

  static async open(folder: string, data: DataFiles): Promise<ObjectFiles> {
    await mkdir(folder, { recursive: true });
    const objects = new ObjectFiles(folder, data);
    for (const record of await readRecords(folder, ObjectRecord)) objects.remember(record);
    return objects;
  }

  /** Empty, and nobody is about to store something. */
  get idle(): boolean {
    return this.sortedKeys.size === 0 && !this.changes.busy;
  }

  /** The newest first; none for a key that isn't there. */
  versions(key: string): readonly Version[] {
    return this.versionsByKey.get(key) ?? [];
  }

  /** The object a plain GET would answer. */
  current(key: string): StoredObject | undefined {
    const [newest] = this.versions(key);
    return newest?.kind === 'object' ? newest : undefined;
  }

  keysFrom(key: string): Generator<string> {
    return this.sortedKeys.from(key);
  }

  *dataFileNames(): Generator<string> {
    for (const version of [...this.versionsByKey.values()].flat()) {
      if (version.kind === 'object') for (const { name } of version.files) yield name;
    }
  }

  /** Takes the object's data files over; when it throws they are still the caller's. */
  put(key: string, object: NewObject, { versioning, precondition, onStored }: PutOptions): Promise<StoredObject> {
    return this.changes.run(key, async () => {
      precondition?.(this.current(key));
      const stored: StoredObject = { ...object, kind: 'object', ...newVersion(versioning) };
      await this.add(key, stored);
      onStored(stored);
      return stored;
    });
  }

  /** A DELETE without a version id. Returns the delete marker, if the bucket keeps versions. */
  delete(key: string, versioning: Versioning): Promise<Version | undefined> {
    return this.changes.run(key, async () => {
      if (versioning === 'Unversioned') {
        await this.replace(key, withoutVersion(this.versions(key), NULL_VERSION));
        return undefined;
      }
      const marker: Version = { kind: 'delete-marker', ...newVersion(versioning) };
      await this.add(key, marker);
      return marker;
    });
  }

  /** Returns the version that was removed, if there was one. */
  deleteVersion(key: string, versionId: string): Promise<Version | undefined> {
    return this.changes.run(key, async () => {
      const removed = this.versions(key).find((version) => version.versionId === versionId);
      if (removed) await this.replace(key, withoutVersion(this.versions(key), versionId));
      return removed;
    });
  }

  /** Gives a version other tags; its content and its date stay. Nothing happens to one that went meanwhile. */
  retag(key: string, versionId: string, tags: NonNullable<StoredObject['tags']>): Promise<void> {
    return this.changes.run(key, () => {
      const versions = this.versions(key).map((version) =>
        version.kind === 'object' && version.versionId === versionId ? { ...version, tags } : version,
      );
      return this.write(key, versions);
    });
  }

  /** There is at most one null version: the next one takes its place. */
  private add(key: string, version: Version): Promise<void> {
    return this.replace(key, [version, ...withoutVersion(this.versions(key), version.versionId)]);
  }

  private async replace(key: string, versions: readonly Version[]): Promise<void> {
    const gone = this.versions(key).filter((version) => !versions.includes(version));
    await this.write(key, versions);
    for (const version of gone) if (version.kind === 'object') await this.data.remove(version.files);
  }

  private async write(key: string, versions: readonly Version[]): Promise<void> {
    const path = join(this.folder, `${createHash('sha256').update(key).digest('hex')}.json`);
    if (versions.length > 0) await writeRecord(path, { key, versions });
    else await rm(path, { force: true });
    this.remember({ key, versions: [...versions] });
  }

  private remember({ key, versions }: ObjectRecord): void {
    if (versions.length > 0) {
      this.versionsByKey.set(key, versions);
      this.sortedKeys.add(key);
    } else {
      this.versionsByKey.delete(key);
      this.sortedKeys.remove(key);
    }
  }
}

function newVersion(versioning: Versioning): { versionId: string; lastModified: string } {
  return {
    versionId: versioning === 'Enabled' ? randomBytes(16).toString('hex') : NULL_VERSION,
    lastModified: new Date().toISOString(),
  };
}

function withoutVersion(versions: readonly Version[], versionId: string): Version[] {
  return versions.filter((version) => version.versionId !== versionId);
}

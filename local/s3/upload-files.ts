import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Checksum, ChecksumAlgorithm, ChecksumType } from './checksums';
import { DataFile, type DataFiles } from './data-files';
import { OneAtATime } from './one-at-a-time';
import { readRecord, readRecords, writeRecord } from './record-file';
import { S3Error } from './s3-error';

export const Upload = z.object({
  uploadId: z.string(),
  key: z.string(),
  /** ISO 8601. */
  initiated: z.iso.datetime(),
  /** Of the object to be, as in StoredObject. */
  headers: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()).optional(),
  checksumAlgorithm: ChecksumAlgorithm.optional(),
  checksumType: ChecksumType.optional(),
});
export type Upload = z.infer<typeof Upload>;

export const Part = z.object({
  partNumber: z.int().min(1).max(10_000),
  file: DataFile,
  /** Without quotes. */
  etag: z.string(),
  checksum: Checksum.optional(),
  lastModified: z.iso.datetime(),
});
export type Part = z.infer<typeof Part>;

interface OpenUpload {
  upload: Upload;
  parts: Map<number, Part>;
}

/** The unfinished multipart uploads of one bucket: a folder for each, a record for each part. */
export class UploadFiles {
  private readonly uploads = new Map<string, OpenUpload>();
  private readonly changes = new OneAtATime();

  private constructor(
    private readonly folder: string,
    private readonly data: DataFiles,
  ) {}

  /** `owned`: data files of objects. An upload that has one was completed when a crash came before its removal. */
  static async open(folder: string, data: DataFiles, owned: ReadonlySet<string>): Promise<UploadFiles> {
    await mkdir(folder, { recursive: true });
    const uploads = new UploadFiles(folder, data);
    for (const uploadId of await readdir(folder)) {
      const found = await readUpload(join(folder, uploadId));
      if (found && !found.parts.some(({ file }) => owned.has(file.name))) {
        uploads.uploads.set(uploadId, {
          upload: found.upload,
          parts: new Map(found.parts.map((part) => [part.partNumber, part])),
        });
      } else await rm(join(folder, uploadId), { recursive: true, force: true });
    }
    return uploads;
  }

  get all(): Upload[] {
    return [...this.uploads.values()].map(({ upload }) => upload);
  }

  *dataFileNames(): Generator<string> {
    for (const { parts } of this.uploads.values()) for (const { file } of parts.values()) yield file.name;
  }

  upload(key: string, uploadId: string): Upload {
    return this.find(key, uploadId).upload;
  }

  /** By part number. */
  parts(key: string, uploadId: string): Part[] {
    return [...this.find(key, uploadId).parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  async create(settings: Omit<Upload, 'uploadId' | 'initiated'>): Promise<Upload> {
    const upload: Upload = {
      ...settings,
      uploadId: randomBytes(24).toString('hex'),
      initiated: new Date().toISOString(),
    };
    await mkdir(join(this.folder, upload.uploadId, 'parts'), { recursive: true });
    await writeRecord(join(this.folder, upload.uploadId, 'upload.json'), upload);
    this.uploads.set(upload.uploadId, { upload, parts: new Map() });
    return upload;
  }

  /** Takes the part's data file over; when it throws that is still the caller's. */
  putPart(key: string, uploadId: string, part: Part): Promise<void> {
    return this.changes.run(uploadId, async () => {
      const { parts } = this.find(key, uploadId);
      const replaced = parts.get(part.partNumber);
      await writeRecord(join(this.folder, uploadId, 'parts', `${part.partNumber}.json`), part);
      parts.set(part.partNumber, part);
      if (replaced) await this.data.remove([replaced.file]);
    });
  }

  /** `finish` makes an object of the parts. The files it uses are the object's; the others are removed with the upload. */
  complete<T extends { files: readonly DataFile[] }>(
    key: string,
    uploadId: string,
    finish: (upload: Upload, parts: Part[]) => Promise<T>,
  ): Promise<T> {
    return this.changes.run(uploadId, async () => {
      const finished = await finish(this.upload(key, uploadId), this.parts(key, uploadId));
      await this.remove(key, uploadId, finished.files);
      return finished;
    });
  }

  abort(key: string, uploadId: string): Promise<void> {
    return this.changes.run(uploadId, () => this.remove(key, uploadId, []));
  }

  private async remove(key: string, uploadId: string, keptFiles: readonly DataFile[]): Promise<void> {
    const kept = new Set(keptFiles.map(({ name }) => name));
    const files = this.parts(key, uploadId).map(({ file }) => file);
    this.uploads.delete(uploadId);
    await rm(join(this.folder, uploadId), { recursive: true, force: true });
    await this.data.remove(files.filter(({ name }) => !kept.has(name)));
  }

  private find(key: string, uploadId: string): OpenUpload {
    const found = this.uploads.get(uploadId);
    if (found?.upload.key !== key) throw new S3Error('NoSuchUpload', undefined, { details: { UploadId: uploadId } });
    return found;
  }
}

/** Undefined for one whose creation a crash interrupted. */
async function readUpload(folder: string): Promise<{ upload: Upload; parts: Part[] } | undefined> {
  if (!(await readdir(folder)).includes('upload.json')) return undefined;
  return {
    upload: await readRecord(join(folder, 'upload.json'), Upload),
    parts: await readRecords(join(folder, 'parts'), Part),
  };
}

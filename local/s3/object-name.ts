/** An object that a request names, or one version of it. */
export interface ObjectName {
  bucket: string;
  key: string;
  versionId?: string | undefined;
}

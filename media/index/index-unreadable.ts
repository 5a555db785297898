/** A file has no index, or one that isn't surely understood. Then its packets are read instead. */
export class IndexUnreadable extends Error {
  override readonly name = 'IndexUnreadable';
}

/** A frame as a list of an AVI file names it. */
export interface ListedFrame {
  /** In bytes; 0 where nothing is stored, and the frame before is shown on. */
  sizeBytes: number;
  isKeyFrame: boolean;
}

/** A coded frame as a container's index describes it. */
export interface Sample {
  /** When it is shown, in the track's ticks, before any edit list. */
  time: number;
  /** In the track's ticks. */
  duration: number;
  isKeyFrame: boolean;
  /** Of its first byte in the file. */
  position: number;
}

/** What the owner of a video can do about a task's failure; by the error's name. */
export function remedyOf(name: string, jobId: string): string {
  const again = `framefleet redrive ${jobId}`;
  const model = `put the right file there, then ${again}; or name another in the options, and upload the video anew.`;
  const remedies: Readonly<Record<string, string>> = {
    FfmpegFailed: `look at that time range of the source; ffmpeg's lines say what it stumbled over. A file that is damaged has to be repaired and uploaded again; otherwise ${again} does what is missing.`,
    SourceUnreadable: `check that the source object still exists and that the task may read it, then ${again}.`,
    SourceChanged: 'nothing; if the upload was deleted by mistake, upload it again.',
    StoreUnavailable: `wait until S3 is well again, then ${again}: finished segments are kept.`,
    FrameMismatch: `the source may be damaged there; remux it (ffmpeg -i in -c copy out.mkv) and upload the result, or use longer segments. Where it is whole, ${again}.`,
    OutputMismatch: `the message names what differs from the source; --container mkv carries more than MP4. If that fails too, report it with the job record.`,
    FfmpegNotFound: `see README, "ffmpeg", then ${again}.`,
    Interrupted: `the task was told to stop each time, as a rule because Spot took its capacity back: ${again}, perhaps with a smaller spotShare in the stage's policy.`,
    Stalled: `if the object store or the network was slow, ${again}; if the work itself takes that long, raise stallSeconds in the stage's policy.`,
    DiskFull: `give the task more ephemeral storage (storageGiB), on one machine free some space, or use shorter segments; then ${again}.`,
    ModelNotFound: model,
    ModelMismatch: model,
    InvalidModel: model,
    InvalidGallery: 'make the gallery anew with framefleet faces enrol, and upload the video with its checksum.',
    RuntimeNotFound: `install onnxruntime-node where tasks run, or build their image anew (npm run image), then ${again}.`,
  };
  return `What to do: ${remedies[name] ?? `look at the task's log, then ${again}.`}`;
}

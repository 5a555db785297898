/** How long each function may take, in seconds: Lambda ends it then, and the state that waits for it. At most 900. */
export const functionTimeouts = {
  /** Reads the packets of the whole file, for now. */
  probe: 900,
  /** A model of a gigabyte is fetched, checked and run. */
  checkModels: 300,
  planSegments: 300,
  resumeJob: 300,
  inspectPictures: 900,
  mergeResults: 900,
  describeFailure: 60,
  /** Reads what was found in every frame. */
  writePage: 300,
  /** Ten thousand segments leave thirty thousand objects. */
  clearWork: 300,
  reconcile: 60,
  recordRun: 60,
} as const;

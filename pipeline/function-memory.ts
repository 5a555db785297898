/** MiB of each function; 1,769 come with one vCPU and a fitting share of the network. What it costs goes by them. */
export const functionMemory = {
  probe: 1769,
  /** Those that run models have two processors' share. */
  checkModels: 3008,
  planSegments: 1024,
  resumeJob: 1024,
  inspectPictures: 3008,
  mergeResults: 1769,
  describeFailure: 512,
  writePage: 1769,
  clearWork: 512,
  reconcile: 512,
  recordRun: 256,
} as const satisfies Readonly<Record<string, number>>;

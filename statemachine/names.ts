/** Who calls AWS on the pipeline's behalf. Each has a role of its own, named after it: `framefleet-<stage>-<principal>`. */
export const principals = [
  'probe',
  'check-models',
  'plan-segments',
  'resume-job',
  'inspect-pictures',
  'merge-results',
  'describe-failure',
  'write-page',
  'clear-work',
  'reconcile',
  'record-run',
  'segment',
  'concat',
  'state-machine',
  'upload-rule',
] as const;
export type Principal = (typeof principals)[number];

/** The prefix of everything that belongs to a stage. */
export const stagePrefix = (stage: string): string => `framefleet-${stage}`;

/**
 * What everything is called, on AWS and on one machine alike.
 * @param stage tells deployments in one account apart; at most 20 characters, so that no name is too long
 * @param account ends the buckets' names, which must be unique in the whole world
 */
export function resourceNames(stage: string, account: string) {
  const prefix = stagePrefix(stage);
  return {
    inputBucket: `${prefix}-input-${account}`,
    workBucket: `${prefix}-work-${account}`,
    outputBucket: `${prefix}-output-${account}`,
    jobTable: `${prefix}-jobs`,
    functions: {
      probe: `${prefix}-probe`,
      checkModels: `${prefix}-check-models`,
      planSegments: `${prefix}-plan-segments`,
      resumeJob: `${prefix}-resume-job`,
      inspectPictures: `${prefix}-inspect-pictures`,
      mergeResults: `${prefix}-merge-results`,
      describeFailure: `${prefix}-describe-failure`,
      writePage: `${prefix}-write-page`,
      clearWork: `${prefix}-clear-work`,
      reconcile: `${prefix}-reconcile`,
      recordRun: `${prefix}-record-run`,
    },
    cluster: prefix,
    /** The one container of each task. */
    container: 'framefleet',
    /** Families; a revision is added by ECS. */
    taskDefinitions: { segment: `${prefix}-segment`, concat: `${prefix}-concat` },
    stateMachine: prefix,
    eventBus: prefix,
    uploadRule: `${prefix}-uploads`,
    endRule: `${prefix}-ends`,
    taskEndRule: `${prefix}-stops`,
    deadLetters: `${prefix}-dead-letters`,
    /** The rule of a webhook, its connection and its destination. @param index from 0, in the stage's configuration */
    webhook: (index: number): string => `${prefix}-webhook-${index + 1}`,
    /** The role with which rules call webhooks. */
    webhookRole: `${prefix}-webhook`,
    repository: prefix,
    ffprobeLayer: `${prefix}-ffprobe`,
    runtimeLayer: `${prefix}-onnxruntime`,
    roleOf: (principal: Principal): string => `${prefix}-${principal}`,
    /** The role with which ECS itself pulls the image and opens the log of a task. */
    launchRole: `${prefix}-launch`,
  };
}
export type ResourceNames = ReturnType<typeof resourceNames>;

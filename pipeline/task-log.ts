import { isOnAws } from './execution-arn';

/** A task whose log is asked for. */
export interface LoggedTask {
  command: string;
  /** Of the segment, as the command line has it. */
  index?: string | undefined;
  /** As ECS describes it; unknown of a task that only its failure tells of. */
  launched?: { taskArn: string; definitionArn: string; container: string } | undefined;
}

/**
 * Where a task's log is: on AWS its stream, or the group when the task's id isn't known, on one machine a file.
 * @param logs the tasks' log group, or on one machine their folder
 */
export function taskLog(
  logs: string,
  { jobId, executionId }: { jobId: string; executionId: string },
  { command, index, launched }: LoggedTask,
): string {
  if (!isOnAws(executionId)) return `${logs}/${logFileName(command, index)}`;
  if (!launched) return `${logs}, in which the lines of job ${jobId} are to be searched for`;
  const { taskArn, definitionArn, container } = launched;
  // The awslogs driver: prefix/container/task, and the prefix is the definition's family.
  const family = definitionArn.split('/').at(-1)?.split(':')[0] ?? '';
  return `${logs}/${family}/${container}/${taskArn.split('/').at(-1) ?? ''}`;
}

/** `segment-00003.log` or `concat.log`: the tasks of one segment share a file. */
export const logFileName = (command: string, index?: string): string =>
  `${index === undefined ? command : `${command}-${index.padStart(5, '0')}`}.log`;

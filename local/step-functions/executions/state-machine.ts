import type { Definition } from '../definition/definition';
import type { RunnableMachine } from './execution';

/** A definition that a machine has or had. */
export interface Revision {
  readonly id: string;
  /** As it was given, and as it runs. */
  readonly text: string;
  readonly graph: Definition;
  readonly roleArn: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html */
export interface Version {
  readonly number: number;
  readonly revision: Revision;
  readonly creationDate: Date;
  readonly description?: string | undefined;
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly creationDate: Date;
  revision: Revision;
  tags: Map<string, string>;
  /** The oldest first. */
  versions: Version[];
  /** Numbers are never given twice. */
  lastVersion: number;
}

/** What an execution of a machine, or of one of its versions, runs. */
export function runnable({ arn, name, type, revision }: StateMachine, version?: Version): RunnableMachine {
  const { graph, text, roleArn, id } = version?.revision ?? revision;
  return {
    arn,
    name,
    type,
    graph,
    definition: text,
    roleArn,
    revisionId: id,
    language: graph.QueryLanguage ?? 'JSONPath',
    versionArn: version && `${arn}:${version.number}`,
  };
}

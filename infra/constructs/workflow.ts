import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import { renderDefinition } from '../../statemachine/definition';
import type { StateMachineSettings } from '../../statemachine/settings';
import type { Location } from '../arns';
import { executionLogGroup } from '../../statemachine/log-groups';
import type { Statement } from '../permissions';
import { trust } from '../policy-document';
import { Role } from './role';

export interface WorkflowProps {
  name: string;
  roleName: string;
  location: Location;
  settings: StateMachineSettings;
  statements: readonly Statement[];
  logDays: number;
}

/** The state machine: Standard, so that every execution can be looked at in the console for 90 days. */
export class Workflow extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const { region, account } = props.location;
    const role = new Role(this, 'Role', {
      name: props.roleName,
      description: `Of the state machine ${props.name}`,
      trust: trust('states.amazonaws.com', {
        account,
        sources: [`arn:aws:states:${region}:${account}:stateMachine:*`],
      }),
      statements: props.statements,
    });
    const log = new CloudwatchLogGroup(this, 'Log', {
      name: executionLogGroup(props.name),
      retentionInDays: props.logDays,
    });
    const machine = new SfnStateMachine(this, 'StateMachine', {
      name: props.name,
      type: 'STANDARD',
      roleArn: role.arn,
      definition: renderDefinition(props.settings),
      loggingConfiguration: {
        level: 'ERROR',
        // Keys, options and what ffmpeg said; no content of a video, no credentials.
        includeExecutionData: true,
        logDestination: `${log.arn}:*`,
      },
      tracingConfiguration: { enabled: true },
      dependsOn: [role.policy],
    });
    this.arn = machine.arn;
  }
}

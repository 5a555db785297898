import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResourceNames } from '../statemachine/names';

export interface Outputs {
  region: string;
  names: ResourceNames;
  stateMachine: string;
  repository: string;
  image: string;
  topic: string;
  deadLetters: string;
}

/** What `cdktf deploy` prints at its end: where everything is, and what to type next. */
export function describeOutputs(scope: Construct, outputs: Outputs): void {
  const { region, names, stateMachine } = outputs;
  const console = `https://${region}.console.aws.amazon.com`;
  const told: Record<string, string> = {
    inputBucket: names.inputBucket,
    workBucket: names.workBucket,
    outputBucket: names.outputBucket,
    jobTable: names.jobTable,
    stateMachineArn: stateMachine,
    eventBus: names.eventBus,
    topicArn: outputs.topic,
    deadLettersUrl: outputs.deadLetters,
    repositoryUrl: outputs.repository,
    image: outputs.image,
    executionsInConsole: `${console}/states/home?region=${region}#/statemachines/view/${stateMachine}`,
    dashboardInConsole: `${console}/cloudwatch/home?region=${region}#dashboards/dashboard/${names.stateMachine}`,
    upload: `aws s3 cp video.mp4 s3://${names.inputBucket}/ --region ${region}`,
    results: `aws s3 sync s3://${names.outputBucket}/ results --region ${region}`,
  };
  for (const [name, value] of Object.entries(told)) {
    new TerraformOutput(scope, name, { value });
  }
}

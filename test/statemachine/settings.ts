import { StateMachineSettings } from '../../statemachine/settings';

const lambda = (name: string): string => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;

export const settings: StateMachineSettings = StateMachineSettings.parse({
  functions: {
    probe: lambda('probe'),
    checkModels: lambda('check-models'),
    planSegments: lambda('plan-segments'),
    resumeJob: lambda('resume-job'),
    inspectPictures: lambda('inspect-pictures'),
    mergeResults: lambda('merge-results'),
    describeFailure: lambda('describe-failure'),
    writePage: lambda('write-page'),
    clearWork: lambda('clear-work'),
    reconcile: lambda('reconcile'),
  },
  cluster: 'videos',
  taskDefinitions: { segment: 'segment-task', concat: 'concat-task' },
  containerName: 'main',
  network: { subnets: ['subnet-1', 'subnet-2'], securityGroups: ['sg-1'], assignPublicIp: false },
  policy: {},
  jobTable: 'jobs',
  eventBus: 'bus',
});

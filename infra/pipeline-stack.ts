import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { endPattern, taskEndPattern, uploadPattern } from '../statemachine/event-pattern';
import { stagePrefix } from '../statemachine/names';
import type { Artifacts } from './artifacts';
import { Alarms } from './constructs/alarms';
import { Announcements } from './constructs/announcements';
import { Dashboard } from './constructs/dashboard';
import { DeadLetters } from './constructs/dead-letters';
import { EndRule } from './constructs/end-rule';
import { UploadRule } from './constructs/upload-rule';
import { Workflow } from './constructs/workflow';
import { describeFleet } from './describe-fleet';
import { Fleet } from './fleet';
import { Functions } from './functions';
import { taskLogGroup } from '../statemachine/log-groups';
import { describeOutputs } from './outputs';
import { useAws } from './provider';
import { describeStage } from './stage';
import type { StageConfig } from './stage-config';
import { Storage } from './storage';
import { Webhooks, webhookRules } from './webhooks';

export interface PipelineStackProps {
  /** The stage's name. */
  name: string;
  config: StageConfig;
  artifacts: Artifacts;
}

/** A whole stage: what it keeps, what works, what leads the work, what sets it going, and what people look at. */
export class PipelineStack extends TerraformStack {
  constructor(scope: Construct, { name, config, artifacts }: PipelineStackProps) {
    const prefix = stagePrefix(name);
    super(scope, prefix);
    if (config.stateBucket !== undefined) {
      new S3Backend(this, { key: `${prefix}.tfstate`, encrypt: true, ...config.stateBucket });
    }
    useAws(this, name, config);
    const stage = describeStage(name, config, new DataAwsCallerIdentity(this, 'Account').accountId);
    const { names, arns, location, permissions } = stage;
    const { region, account } = location;

    const storage = new Storage(this, 'Storage', stage);
    const functions = new Functions(this, 'Functions', stage, artifacts);
    const fleet = new Fleet(this, 'Fleet', stage, artifacts.imageTag);

    const announcements = new Announcements(this, 'Announcements', {
      name: names.eventBus,
      location,
      email: config.alarms.email,
    });
    const { arn: stateMachine } = new Workflow(this, 'Workflow', {
      name: names.stateMachine,
      roleName: names.roleOf('state-machine'),
      location,
      settings: {
        ...fleet.settings,
        functions: functions.arns,
        policy: { ...config.jobs, fleet: describeFleet(config) },
        jobTable: storage.jobTable,
        eventBus: announcements.busName,
      },
      statements: permissions['state-machine'],
      logDays: config.retention.logDays,
    });
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      name: names.deadLetters,
      ruleArns: [arns.uploadRule, arns.endRule, arns.taskEndRule, ...webhookRules(stage)],
    });
    const { suffixes, minBytes: min, maxBytes: max } = config.uploads;
    new UploadRule(this, 'Uploads', {
      name: names.uploadRule,
      arn: arns.uploadRule,
      roleName: names.roleOf('upload-rule'),
      account,
      deadLetters: deadLetters.arn,
      pattern: uploadPattern(names.inputBucket, { suffixes, size: { min, max } }),
      stateMachine,
      statements: permissions['upload-rule'],
    });
    new EndRule(this, 'Ends', {
      name: names.endRule,
      description: 'An execution has failed, was stopped or ran out of time',
      pattern: endPattern(stateMachine),
      listener: functions.arns.reconcile,
      deadLetters: deadLetters.arn,
    });
    new EndRule(this, 'TaskEnds', {
      name: names.taskEndRule,
      description: 'A task has stopped, for whatever reason',
      pattern: taskEndPattern(fleet.settings.cluster),
      listener: functions.arns.recordRun,
      deadLetters: deadLetters.arn,
    });

    if (config.notifications.webhooks.length > 0) {
      const { busName } = announcements;
      new Webhooks(this, 'Webhooks', stage, { busName, deadLetters: deadLetters.arn });
    }

    const watched = { name: prefix, stateMachine, deadLetters: deadLetters.name };
    const { probe, inspectPictures, mergeResults, clearWork } = names.functions;
    const { enabled, executionHours } = config.alarms;
    if (enabled) {
      const { topicArn: topic } = announcements;
      const busyFunctions = [probe, inspectPictures, mergeResults, clearWork];
      new Alarms(this, 'Alarms', { ...watched, topic, busyFunctions, executionHours });
    }
    new Dashboard(this, 'Dashboard', {
      ...watched,
      functions: Object.values(names.functions),
      region,
      taskLogGroup: taskLogGroup(names.cluster),
    });
    describeOutputs(this, {
      region,
      names,
      stateMachine,
      repository: fleet.repositoryUrl,
      image: fleet.image,
      topic: announcements.topicArn,
      deadLetters: deadLetters.url,
    });
  }
}

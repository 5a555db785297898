import { Construct } from 'constructs';
import { JobTable } from './constructs/job-table';
import { PrivateBucket } from './constructs/private-bucket';
import type { Stage } from './stage';

/** What comes in, what lies between, what comes out, and the record of it. */
export class Storage extends Construct {
  readonly jobTable: string;

  constructor(scope: Construct, id: string, { config, names, arns, deleteWithContent }: Stage) {
    super(scope, id);
    const { retention } = config;
    new PrivateBucket(this, 'Input', {
      name: names.inputBucket,
      arn: arns.inputBucket,
      // A job is about one version: what is uploaded under the same key meanwhile is another job's.
      versioned: true,
      announceUploads: true,
      expireDays: retention.inputDays,
      replacedDays: retention.replacedUploadDays,
      deleteWithContent,
    });
    new PrivateBucket(this, 'Work', {
      name: names.workBucket,
      arn: arns.workBucket,
      expireDays: retention.workDays,
      deleteWithContent,
    });
    new PrivateBucket(this, 'Output', {
      name: names.outputBucket,
      arn: arns.outputBucket,
      expireDays: retention.outputDays,
      deleteWithContent,
    });
    this.jobTable = new JobTable(this, 'Jobs', { name: names.jobTable, protect: config.protect }).name;
  }
}

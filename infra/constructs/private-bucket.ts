import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { denyWithoutTls } from '../policy-document';

export interface PrivateBucketProps {
  name: string;
  /** ARN, made from the name. */
  arn: string;
  /** Keep each version of an object. */
  versioned?: boolean;
  /** Tell EventBridge of each upload. */
  announceUploads?: boolean;
  /** Days after which objects expire; null keeps them. */
  expireDays: number | null;
  /** Days after which versions go that were overwritten or deleted. */
  replacedDays?: number;
  /** Let Terraform delete the bucket with what is in it. */
  deleteWithContent: boolean;
}

/** A bucket that nobody outside sees, over TLS only, encrypted, all of it its owner's, and without leftovers of uploads. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'Bucket', { bucket: props.name, forceDestroy: props.deleteWithContent });
    const bucket = this.bucket.id;

    const closed = new S3BucketPublicAccessBlock(this, 'NoPublicAccess', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'Ownership', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    new S3BucketPolicy(this, 'TlsOnly', {
      bucket,
      policy: denyWithoutTls('s3:*', [props.arn, `${props.arn}/*`]),
      // S3 refuses two changes of a bucket's access at the same time.
      dependsOn: [closed],
    });
    // S3's own keys: a key of KMS would cost by the month, and by the request.
    new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    const versioning = props.versioned
      ? [new S3BucketVersioningA(this, 'Versioning', { bucket, versioningConfiguration: { status: 'Enabled' } })]
      : [];
    new S3BucketLifecycleConfiguration(this, 'Lifecycle', { bucket, rule: lifecycle(props), dependsOn: versioning });
    if (props.announceUploads) new S3BucketNotification(this, 'Announce', { bucket, eventbridge: true });
  }
}

function lifecycle({ expireDays, versioned, replacedDays }: PrivateBucketProps): S3BucketLifecycleConfigurationRule[] {
  // Every rule is about the whole bucket.
  const whole = { status: 'Enabled', filter: [{ prefix: '' }] };
  return [
    { id: 'unfinished-uploads', ...whole, abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }] },
    ...(expireDays === null ? [] : [{ id: 'expire', ...whole, expiration: [{ days: expireDays }] }]),
    ...(versioned && replacedDays !== undefined
      ? [{ id: 'replaced', ...whole, noncurrentVersionExpiration: [{ noncurrentDays: replacedDays }] }]
      : []),
  ];
}

import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { Construct } from 'constructs';

export interface ImageRepositoryProps {
  name: string;
  /** Let Terraform delete the repository with its images. */
  deleteWithContent: boolean;
}

/** How many images stay: enough to go back some deployments. */
const kept = 10;

/** The registry of the tasks' image: a tag never changes its meaning, every image is scanned, old ones go. */
export class ImageRepository extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const repository = new EcrRepository(this, 'Repository', {
      name: props.name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'AES256' }],
      forceDelete: props.deleteWithContent,
    });
    const rule = (rulePriority: number, description: string, selection: object) => ({
      rulePriority,
      description,
      selection,
      action: { type: 'expire' },
    });
    new EcrLifecyclePolicy(this, 'Lifecycle', {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          rule(1, 'Images without a tag go after a day', {
            tagStatus: 'untagged',
            countType: 'sinceImagePushed',
            countUnit: 'days',
            countNumber: 1,
          }),
          rule(2, `The last ${kept} images stay`, {
            tagStatus: 'any',
            countType: 'imageCountMoreThan',
            countNumber: kept,
          }),
        ],
      }),
    });
    this.url = repository.repositoryUrl;
  }
}

import type { ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  GetAuthorizationTokenCommand,
  ImageNotFoundException,
  RepositoryNotFoundException,
} from '@aws-sdk/client-ecr';
import { ImageError } from './build-image';

/** A login to a registry, as image builders take it. */
export interface Login {
  registry: string;
  user: string;
  password: string;
}

/** The stage's repository of images. */
export class Registry {
  constructor(
    private readonly ecr: ECRClient,
    private readonly repository: string,
  ) {}

  /** @throws ImageError when the stage isn't deployed yet */
  async url(): Promise<string> {
    try {
      const { repositories = [] } = await this.ecr.send(
        new DescribeRepositoriesCommand({ repositoryNames: [this.repository] }),
      );
      const uri = repositories[0]?.repositoryUri;
      if (uri !== undefined) return uri;
    } catch (error) {
      if (!(error instanceof RepositoryNotFoundException)) throw error;
    }
    throw new ImageError(`There is no repository ${this.repository} yet: deploy the stage first (npm run deploy).`);
  }

  async has(imageTag: string): Promise<boolean> {
    try {
      const { imageDetails = [] } = await this.ecr.send(
        new DescribeImagesCommand({ repositoryName: this.repository, imageIds: [{ imageTag }] }),
      );
      return imageDetails.length > 0;
    } catch (error) {
      if (error instanceof ImageNotFoundException) return false;
      throw error;
    }
  }

  async login(): Promise<Login> {
    const { authorizationData = [] } = await this.ecr.send(new GetAuthorizationTokenCommand({}));
    const [{ authorizationToken = '', proxyEndpoint = '' } = {}] = authorizationData;
    const [user = '', password = ''] = Buffer.from(authorizationToken, 'base64').toString().split(':');
    return { registry: proxyEndpoint.replace(/^https:\/\//, ''), user, password };
  }
}

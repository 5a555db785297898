import { principals } from '../statemachine/names';
import type { Caller } from './api-call';
import { type Credentials, createCredentials } from './identity';

/** Everyone who may call a stack, each with credentials of its own: by its access key a call tells who makes it. */
export class Callers {
  readonly #credentials = new Map<Caller, Credentials>();
  readonly #names = new Map<string, Caller>();
  /** accessKeyId -> secretAccessKey. */
  readonly secrets: ReadonlyMap<string, string>;

  /** @param user instead of credentials that nobody can guess */
  constructor(user: Credentials = createCredentials()) {
    const secrets = new Map<string, string>();
    for (const caller of ['user', ...principals] as const) {
      const credentials = caller === 'user' ? user : createCredentials();
      this.#credentials.set(caller, credentials);
      this.#names.set(credentials.accessKeyId, caller);
      secrets.set(credentials.accessKeyId, credentials.secretAccessKey);
    }
    this.secrets = secrets;
  }

  credentialsOf(caller: Caller): Credentials {
    const credentials = this.#credentials.get(caller);
    if (!credentials) throw new Error(`${caller} has no credentials`);
    return credentials;
  }

  /** Undefined for an access key that isn't this stack's. */
  nameOf(accessKeyId: string | undefined): Caller | undefined {
    return accessKeyId === undefined ? undefined : this.#names.get(accessKeyId);
  }
}

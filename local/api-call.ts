import type { Principal } from '../statemachine/names';

/** Whose credentials signed a call; `user` is whoever started the stack. */
export type Caller = Principal | 'user';

/** What a call does to what, as IAM sees it. One call may need several. */
export interface Access {
  /** IAM's name of what is done, which isn't always the API's: reading an object by version is `s3:GetObjectVersion`. */
  action: string;
  /** ARN. */
  resource: string;
  /** Condition keys that the request carries: `s3:prefix`, `iam:PassedToService`. */
  context: Readonly<Record<string, string>>;
}

/** One call of an AWS API as IAM sees it: who does what to which resource. */
export interface ApiCall extends Access {
  caller: Caller;
}

export const access = (action: string, resource: string, context: Access['context'] = {}): Access => ({
  action,
  resource,
  context,
});

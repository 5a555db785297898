import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Statement } from '../permissions';
import { allow } from '../policy-document';

export interface RoleProps {
  name: string;
  description: string;
  /** Trust policy: which service takes it on. */
  trust: string;
  statements: readonly Statement[];
}

/** A role and its one policy. */
export class Role extends Construct {
  readonly arn: string;
  /** What needs the role's permissions from its first moment depends on this. */
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: RoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'Role', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: props.trust,
    });
    this.policy = new IamRolePolicy(this, 'Policy', { name: 'work', role: role.name, policy: allow(props.statements) });
    this.arn = role.arn;
  }
}

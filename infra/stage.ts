import { type ResourceNames, resourceNames } from '../statemachine/names';
import { type Location, type ResourceArns, resourceArns } from './arns';
import { launchPermissions, permissions } from './permissions';
import type { StageConfig } from './stage-config';

/** What every part of a stage has to know: how it is configured, what things are called, who may do what. */
export interface Stage {
  config: StageConfig;
  location: Location;
  names: ResourceNames;
  arns: ResourceArns;
  permissions: ReturnType<typeof permissions>;
  launchPermissions: ReturnType<typeof launchPermissions>;
  /** Let Terraform delete what holds objects, images or records. */
  deleteWithContent: boolean;
}

/** @param account may be a Terraform token */
export function describeStage(name: string, config: StageConfig, account: string): Stage {
  const location = { region: config.region, account };
  const names = resourceNames(name, account);
  const arns = resourceArns(names, location);
  return {
    config,
    location,
    names,
    arns,
    permissions: permissions(arns, names, config.models.buckets),
    launchPermissions: launchPermissions(arns, names),
    deleteWithContent: !config.protect,
  };
}

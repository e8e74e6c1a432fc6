import type { AlarmCloud } from './cloud/alarms';
import type { AuditCloud } from './cloud/audit';
import type { IdentityCloud } from './cloud/identity';
import type { KeyCloud } from './cloud/keys';
import type { LogCloud } from './cloud/logs';
import type { NetworkCloud } from './cloud/network';
import type { StackCloud } from './cloud/stacks';
import type { StorageCloud } from './cloud/storage';
import type { WorkloadCloud } from './cloud/workload';

export type { Key, KeyRotation } from './cloud/keys';
export type { LogEvent, LogGroup } from './cloud/logs';
export type { Page } from './cloud/page';
export type { DescribedStack } from './cloud/stacks';
export type { Invocation } from './cloud/workload';

/**
 * Everything a validation asks of AWS, one method per API call; `cloud/` has them by service.
 *
 * Every method throws `CallRefused` when the caller lacks the permission, and whatever else went wrong otherwise;
 * `undefined` means that AWS says the thing does not exist.
 */
export interface Cloud
  extends AlarmCloud,
    AuditCloud,
    IdentityCloud,
    KeyCloud,
    LogCloud,
    NetworkCloud,
    StackCloud,
    StorageCloud,
    WorkloadCloud {
  /** ARN of the identity that asks. */
  callerArn(): Promise<string>;
}

/** AWS refused a call for want of a permission. */
export class CallRefused extends Error {
  constructor(
    readonly permission: string,
    message: string,
  ) {
    super(`permission ${permission} is missing: ${message}`);
  }
}

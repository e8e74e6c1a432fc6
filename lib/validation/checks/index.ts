import type { Check } from '../check';
import { logGroupsEncrypted } from './log-groups-encrypted';
import { logGroupsRetention } from './log-groups-retention';
import { logStreamFresh } from './log-stream-fresh';
import { logsKeyPolicy } from './logs-key-policy';
import { logsKeyRotation } from './logs-key-rotation';
import { logsKeyState } from './logs-key-state';
import { terminationProtected } from './termination-protected';

/** Every check, in the order in which reports show them. */
export const CHECKS: readonly Check[] = [
  logGroupsEncrypted,
  logGroupsRetention,
  logsKeyState,
  logsKeyRotation,
  logsKeyPolicy,
  terminationProtected,
  logStreamFresh,
];

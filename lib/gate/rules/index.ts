import type { Rule } from '../rule';
import { logGroupsEncryptedAndKept } from './log-groups-encrypted-and-kept';
import { logsKeyLetsLogsIn } from './logs-key-lets-logs-in';

/** Every zero-trust rule, by requirement. */
export const RULES: readonly Rule[] = [logsKeyLetsLogsIn, logGroupsEncryptedAndKept];

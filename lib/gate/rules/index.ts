import type { Rule } from '../rule';
import { logsKeyLetsLogsIn } from './logs-key-lets-logs-in';

/** Every zero-trust rule, by requirement. */
export const RULES: readonly Rule[] = [logsKeyLetsLogsIn];

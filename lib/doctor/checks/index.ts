import type { DoctorCheck } from '../doctor-check';
import { accountChecks } from './account';
import { bootstrapChecks } from './bootstrap';
import { configurationChecks } from './configuration';
import { machineChecks } from './machine';
import { quotaChecks } from './quotas';
import { runningChecks } from './running';
import { sourceChecks } from './source';
import { stackChecks } from './stacks';
import { synthesisChecks } from './synthesis';

/** In the order in which somebody who begins meets them. */
export const DOCTOR_CHECKS: readonly DoctorCheck[] = [
  ...configurationChecks,
  ...machineChecks,
  ...sourceChecks,
  ...synthesisChecks,
  ...accountChecks,
  ...bootstrapChecks,
  ...quotaChecks,
  ...stackChecks,
  ...runningChecks,
];

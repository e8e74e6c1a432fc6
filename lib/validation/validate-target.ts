import type { DeliveryTarget } from '../contract/delivery-target';
import type { ValidationReport } from '../contract/validation-report';
import type { Check } from './check';
import type { LiveCloud, SdkCloudOptions } from './cloud';
import { progressOn, type StatusLine } from './progress';
import type { ReleasedTemplates } from './release';
import { validate } from './validate';

/** As whom to ask, what, until when, and where to show how far it is. */
export interface ValidateTargetOptions {
  readonly cloud: (options: SdkCloudOptions) => LiveCloud;
  /** Role to assume. @default the credentials as they are */
  readonly roleArn?: string | undefined;
  readonly checks: readonly Check[];
  /** What the target is said to run. @default its templates are not at hand */
  readonly release?: ReleasedTemplates | undefined;
  /** Days that log groups are promised to keep their events. @default the least that is promised anywhere */
  readonly logRetentionDays?: number | undefined;
  /** Ends the calls and the checks. */
  readonly signal: AbortSignal;
  /** @default nobody looks */
  readonly status?: StatusLine | undefined;
}

/** Validates one target for a command line. @throws what `validate` throws */
export const validateTarget = async (
  target: DeliveryTarget,
  options: ValidateTargetOptions,
): Promise<ValidationReport> => {
  const { roleArn, checks, release, logRetentionDays, signal, status } = options;
  const { environment, account, region } = target;
  const progress = status && progressOn(status, `validation of ${environment} (${account}, ${region})`);
  try {
    const cloud = options.cloud({
      ...{ region, signal },
      ...(roleArn !== undefined && { roleArn }),
      ...(progress && { listener: progress }),
    });
    return await validate(target, {
      cloud,
      checks,
      signal,
      ...(release && { release }),
      ...(logRetentionDays !== undefined && { logRetentionDays }),
      ...(progress && { answered: progress.answered }),
    });
  } finally {
    progress?.end();
  }
};

import type { DeliveryTarget } from '../contract/delivery-target';
import { summarize, type ValidationReport, type ValidationResult } from '../contract/validation-report';
import { UserError } from '../ground/user-error';
import { minuteAt } from './calls/minute';
import type { Wait } from './calls/patience';
import type { Check } from './check';
import { CHECKS } from './checks';
import { type Clock, systemClock } from './clock';
import type { LiveCloud, SdkCloudOptions } from './cloud';
import { DeadlinePassed } from './ending';
import { LiveTarget, type TargetPromises } from './live-target';
import { progressOn, type StatusLine } from './progress';
import type { ReleasedTemplates } from './release-directory';
import { type RunOptions, reason, runChecks } from './run-checks';

/** How to look. */
export interface ValidateOptions extends RunOptions {
  readonly cloud: LiveCloud;
  /** Only these; the report then says so. @default every check */
  readonly checks?: readonly Check[];
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** What the target is said to run. @default its templates are not at hand, and nobody is asked about them */
  readonly release?: ReleasedTemplates | undefined;
  /** @default nothing beyond what is promised of every target */
  readonly promises?: TargetPromises | undefined;
  /** Told of checks that waited for what AWS does late. */
  readonly waited?: (wait: Wait) => void;
}

const ARN = /^arn:([^:]+):[^:]+:[^:]*:(\d{12}):/;

/** The partition we are in. @throws {UserError} when we are in another account than the target's */
const partitionOf = (callerArn: string, { account }: DeliveryTarget): string => {
  const [, partition, reached] = ARN.exec(callerArn) ?? [];
  if (partition === undefined) throw new Error(`the caller's identity "${callerArn}" is not an ARN with an account`);
  if (reached === account) return partition;
  throw new UserError(
    `the credentials belong to account ${reached} (${callerArn}), not to ${account}: use credentials of ${account} or name a role there with --role-arn`,
  );
};

/**
 * Asks the live APIs whether a target is what was promised.
 *
 * @throws {UserError} when the credentials belong to another account
 * @throws {unknown} when the signal aborts for another reason: that reason
 * than a {@link DeadlinePassed}; whatever else goes wrong is a result
 */
export const validate = async (target: DeliveryTarget, options: ValidateOptions): Promise<ValidationReport> => {
  const { checks = CHECKS, clock = systemClock, signal, release } = options;
  const asked = checks.filter(({ needsRelease }) => needsRelease !== true || release !== undefined);
  const notAsked = checks.filter((check) => !asked.includes(check));
  const startTime = new Date(clock.now()).toISOString();
  const results = await lookAt(target, asked, interruptible(clock, signal), options);
  if (signal?.aborted && !(signal.reason instanceof DeadlinePassed)) throw signal.reason;
  const endTime = new Date(clock.now()).toISOString();
  const { environment, account, region } = target;
  return {
    schema: 1,
    environment,
    account,
    region,
    ...(checks.length < CHECKS.length && { only: checks.map(({ id }) => id) }),
    ...(notAsked.length > 0 && { notAsked: notAsked.map(({ id }) => ({ check: id, because: NO_RELEASE })) }),
    startTime,
    endTime,
    summary: summarize(results),
    results,
  };
};

const NO_RELEASE = 'the templates of the release are not at hand (--release DIR)';

/** The same time, but nobody sleeps beyond the end. */
const interruptible = (clock: Clock, signal: AbortSignal | undefined): Clock => ({
  now: () => clock.now(),
  sleep: (milliseconds) => clock.sleep(milliseconds, signal),
});

const lookAt = async (
  target: DeliveryTarget,
  checks: readonly Check[],
  clock: Clock,
  options: ValidateOptions,
): Promise<readonly ValidationResult[]> => {
  let partition: string;
  try {
    partition = partitionOf(await options.cloud.callerArn(), target);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const because = `account ${target.account} cannot be reached: ${reason(error)}`;
    const subject = target.environment;
    return checks.map(({ id, requirement }) => ({ check: id, requirement, status: 'cannot-tell', subject, because }));
  }
  const { cloud, release, promises, waited } = options;
  return runChecks(checks, new LiveTarget(target, partition, cloud, clock, release, promises, waited), options);
};

/** As whom to ask, what, until when, and where to show how far it is. */
export interface ValidateTargetOptions extends Pick<ValidateOptions, 'checks' | 'release' | 'promises'> {
  readonly cloud: (options: SdkCloudOptions) => LiveCloud;
  /** Role to assume. @default the credentials as they are */
  readonly roleArn?: string | undefined;
  /** What `AWS_ENDPOINT_URL` names. @default AWS itself */
  readonly endpoint?: string | undefined;
  /** Ends the calls and the checks. */
  readonly signal: AbortSignal;
  /** @default nobody looks */
  readonly status?: StatusLine | undefined;
}

/** Validates one target for a command line. @throws {unknown} when `validate` does: the same */
export const validateTarget = async (
  target: DeliveryTarget,
  { cloud, roleArn, status, endpoint, ...options }: ValidateTargetOptions,
): Promise<ValidationReport> => {
  const { environment, account, region } = target;
  const { signal } = options;
  const waits: Wait[] = [];
  const progress = status && progressOn(status, `validation of ${environment} (${account}, ${region})`);
  try {
    const waited = (wait: Wait) => {
      waits.push(wait);
    };
    const listener = { ...progress, waited };
    const live = cloud({ region, signal, roleArn, listener, minute: await minuteAt(endpoint) });
    const report = await validate(target, { ...options, cloud: live, waited, answered: progress?.answered });
    return waits.length === 0 ? report : { ...report, waited: waits };
  } finally {
    progress?.end();
  }
};

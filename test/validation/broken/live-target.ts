import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DeliveryTarget } from '../../../lib/contract/delivery-target';
import type { ValidationResult } from '../../../lib/contract/validation-report';
import { sdkCloud, validate } from '../../../lib/validation';
import type { Check } from '../../../lib/validation/check';
import { CHECKS } from '../../../lib/validation/checks';
import type { ReleasedTemplates } from '../../../lib/validation/release-directory';
import config from '../../_fixtures/delivery-config';
import { Delivered, REGION } from '../../stacks/_helpers/delivered';
import { type Answer, callService, type Service } from './call-service';

export const ACCOUNT = '222222222222';
export const TARGET: DeliveryTarget = { environment: 'dev', account: ACCOUNT, region: REGION };

/** The configuration of tests, with somebody who is to hear of dev's alarms. */
const withSubscriber = {
  ...config,
  environments: config.environments.map((each) => ({ ...each, alarmEmail: `alarms-${each.name}@example.com` })),
};

/** A resource of the deployed target. */
interface Resource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
}

/** dev of this repository, really deployed into an emulator of its own, which tests may break. */
export class LiveTarget {
  private constructor(
    readonly delivered: Delivered,
    readonly assembly: string,
    private readonly resources: readonly Resource[],
  ) {}

  static async start(): Promise<LiveTarget> {
    const delivered = await Delivered.start([ACCOUNT]);
    const assembly = await delivered.assembleWithRecipes(withSubscriber, ['dev']);
    const { code, output } = await delivered.deploy(assembly, 'dev/Data', 'dev/ValidationAccess');
    if (code !== 0) throw new Error(output);
    Object.assign(process.env, delivered.running.emulator.environment(ACCOUNT, REGION));
    const listed = await callService('cloudformation', 'DescribeStackResources', { StackName: 'data-dev' });
    return new LiveTarget(delivered, assembly, listed['StackResources'] as readonly Resource[]);
  }

  /** Physical id of the one resource of a type whose logical id begins like this. */
  id(type: string, prefix = ''): string {
    const [found, ...more] = this.resources.filter(
      ({ ResourceType, LogicalResourceId }) => ResourceType === `AWS::${type}` && LogicalResourceId.startsWith(prefix),
    );
    if (found === undefined || more.length > 0) throw new Error(`there is not exactly one ${type} ${prefix}`);
    return found.PhysicalResourceId;
  }

  /** ARN of one of the environment's keys. */
  keyArn(logicalId: string): string {
    return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${this.id('KMS::Key', logicalId)}`;
  }

  /** A call by the SDK, as the root user of the account. */
  call(service: Service, operation: string, input: object): Promise<Answer> {
    return callService(service, operation, input);
  }

  /** The same by the stock command line of AWS. */
  async aws(...argv: readonly string[]): Promise<void> {
    await promisify(execFile)('aws', [...argv], { env: { ...process.env, AWS_DEFAULT_REGION: REGION } });
  }

  /**
   * What one check says now, but for what passes.
   */
  ask(check: string, circumstances: Circumstances = {}) {
    return this.answers(
      CHECKS.filter(({ id }) => id === check),
      circumstances,
    );
  }

  /** What a whole validation says now, but for what passes. */
  askAll(circumstances: Circumstances = {}) {
    return this.answers(CHECKS, circumstances);
  }

  private async answers(checks: readonly Check[], { later = 0, release }: Circumstances) {
    let slept = later;
    const clock = {
      now: () => Date.now() + slept,
      sleep: async (milliseconds: number) => {
        slept += milliseconds;
        await new Promise((resolve) => setTimeout(resolve, Math.min(milliseconds, 50)));
      },
    };
    const cloud = sdkCloud({ region: REGION, rate: () => ({ perSecond: 1_000, burst: 1_000 }) });
    const { results } = await validate(TARGET, { cloud, clock, checks, ...(release && { release }) });
    return results.filter(
      (result): result is Exclude<ValidationResult, { status: 'pass' }> => result.status !== 'pass',
    );
  }

  end(): Promise<void> {
    return this.delivered.running.end();
  }
}

/** When and beside what a target is looked at. */
interface Circumstances {
  /** Milliseconds that the checks believe to have passed. */
  readonly later?: number;
  readonly release?: ReleasedTemplates;
}

/** One way to break a target, and what the check must then say. */
export interface Breakage {
  readonly check: string;
  /** How it is broken, in words. */
  readonly by: string;
  readonly says: RegExp;
  /** Milliseconds that have passed when the check looks. */
  readonly later?: number;
  /** @returns how to put it right; absent where the next release does */
  readonly how: (target: LiveTarget) => Promise<() => Promise<unknown>>;
}

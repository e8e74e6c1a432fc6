import type { DeliveryTarget } from '../contract/delivery-target';
import type { Drift } from '../contract/drift';
import type { ReleaseFacts } from '../contract/release-facts';
import type { ValidationReport } from '../contract/validation-report';
import type { Bucket } from './bucket';

/** What has been validated, and what comes after it. */
export interface Promotion {
  readonly pipelineExecutionId: string;
  readonly place: DeliveryTarget;
  /** Targets of the same environment, which are validated before or at the same time; `place` itself may be among them. */
  readonly beside: readonly DeliveryTarget[];
  /** Targets that a person decides about next, each with the role there that reads its templates. */
  readonly next: readonly (DeliveryTarget & { readonly roleArn: string })[];
  /** Whether the job has gone well so far; without that nothing is promoted, whatever the report says. */
  readonly succeeded: boolean;
  readonly reportDirectory: string;
  /** What Build left: the gate's report and all templates. */
  readonly releaseDirectory: string;
  readonly reviewDirectory: string;
}

/** Where a promotion writes, and who prepares a review. */
export interface PromotionPorts {
  readonly bucket: Bucket;
  /** Makes a review; rejects where it cannot. */
  readonly review: (request: ReviewRequest) => Promise<void>;
  /** Which release this is, for a page about an environment. */
  readonly facts: (environment: string) => Promise<ReleaseFacts>;
  /** Writes the validation's page again, now that it is known of which release. */
  readonly page: (report: ValidationReport, facts: ReleaseFacts) => Promise<void>;
  /** A zip file of the programs and the release that they judge. */
  readonly bundle: () => Promise<Buffer>;
  /** When it is done: what has expired by then is said. */
  readonly today: Date;
  readonly log: (line: string) => void;
}

/** What makes the review of one target. */
export interface ReviewRequest {
  readonly place: DeliveryTarget;
  /** Role in the target that reads its templates. */
  readonly roleArn: string;
  readonly releaseDirectory: string;
  /** The gate's report of the release that the target runs; absent where none was ever promoted there. */
  readonly promoted: string | undefined;
  /** What the environment before answered. */
  readonly validations: readonly string[];
  /** Which release it is. */
  readonly facts: ReleaseFacts;
  /** What was otherwise there than released, when somebody looked last. */
  readonly drift: Drift;
  /** Receives `review.html`, `review.json` and `gate.html`. */
  readonly output: string;
}

const PLACE = /^([a-z][a-z0-9-]*)\/(\d{12})\/([a-z]{2}(?:-[a-z]+)+-\d+)$/;

/**
 * Reads `dev/222222222222/us-east-1`.
 *
 * @throws {Error} when an option is not so, naming it
 */
export const parsePlace = (option: string, text: string): DeliveryTarget => {
  const [, environment, account, region] = PLACE.exec(text) ?? [];
  if (environment === undefined || account === undefined || region === undefined) {
    throw new Error(`--${option} must be ENVIRONMENT/ACCOUNT/REGION, got "${text}"`);
  }
  return { environment, account, region };
};

/** How a place is written on a command line. */
export const placeText = ({ environment, account, region }: DeliveryTarget): string =>
  `${environment}/${account}/${region}`;

/**
 * Where a release's evidence lies in the evidence bucket, so that those who write it and those who read it agree.
 * This file imports nothing.
 */

/** Bucket of all releases' evidence, in the tools account. */
export const evidenceBucketName = (application: string, account: string, region: string): string =>
  `${application}-evidence-${account}-${region}`;

/** Alias of the asymmetric key that signs closed releases, in the tools account. */
export const evidenceSigningKeyAlias = (application: string): string => `alias/${application}-evidence-signing`;

/** Everything that all releases leave behind; written once, never over. */
export const RELEASES_PREFIX = 'releases/';

/** Everything one release leaves behind lies below this. */
export const releasePrefix = (pipelineExecutionId: string): string => `${RELEASES_PREFIX}${pipelineExecutionId}/`;

/** What Build leaves, below the release's prefix. */
export const BUILD_PREFIX = 'build/';

/** What one target's deployment leaves, below the release's prefix. */
export const targetPrefix = (environment: string, target: { account: string; region: string }): string =>
  `${environment}/${target.account}-${target.region}/`;

/** The page a person saw before a target's environment was deployed, below the target's prefix. */
export const REVIEW_PAGE = 'review.html';

/** What that page was made from, below the target's prefix. */
export const REVIEW_DATA = 'review.json';

/** The gate's report on the whole release as a page, beside that page. */
export const GATE_OF_REVIEW = 'gate.html';

/** One decision of a person, below the release's prefix; a retried approval is a decision of its own. */
export const approvalKey = (environment: string, actionExecutionId: string): string =>
  `${environment}/approvals/${actionExecutionId}.json`;

/** The signed record of a closed release, below the release's prefix. */
export const STATEMENT = 'statement.dsse.json';

/** The same by attempt: an execution that was retried is closed again, and nothing is ever replaced. */
export const statementName = (attempt: number): string =>
  attempt === 1 ? STATEMENT : `statement-${attempt}.dsse.json`;

/** A file's name by attempt, `validation-2.json`: a retried stage leaves what it proved beside what the failed one did. */
export const nameOfAttempt = (name: string, attempt: number): string =>
  attempt === 1 ? name : name.replace(/(?=\.)/, `-${attempt}`);

/** What targets run now; written again by every release that is promoted. */
export const PROMOTED_PREFIX = 'promoted/';

/** The gate's report on the release that a target runs, once its validation has passed. */
export const promotedReportKey = (environment: string, target: { account: string; region: string }): string =>
  `${PROMOTED_PREFIX}${targetPrefix(environment, target)}report.json`;

/** With which role and promises a target was validated, so that the same can be asked again. */
export const promotedQuestionKey = (environment: string, target: { account: string; region: string }): string =>
  `${PROMOTED_PREFIX}${targetPrefix(environment, target)}${VALIDATION_QUESTION}`;

/** What validated an environment, once all its targets have passed: the programs, and the release that they judge. */
export const promotedBundleKey = (environment: string): string => `${PROMOTED_PREFIX}${environment}/validation.zip`;

/** The name of what a validation was asked, beside its report. */
export const VALIDATION_QUESTION = 'question.json';

/** What was found when targets were validated again between releases; written once, never over. */
export const REVALIDATIONS_PREFIX = 'revalidations/';

/** Everything that was found so in one target lies below this, by time. */
export const revalidationPrefix = (environment: string, target: { account: string; region: string }): string =>
  `${REVALIDATIONS_PREFIX}${targetPrefix(environment, target)}`;

/** The report of one such look. @param endTime when it ended, ISO 8601, UTC */
export const revalidationKey = (
  environment: string,
  target: { account: string; region: string },
  endTime: string,
): string => `${revalidationPrefix(environment, target)}${endTime.replaceAll(/[-:]|\.\d+/g, '')}.json`;

/** Those of a target that came before its release, by name and SHA-256, below the target's prefix. */
export const REVALIDATIONS = 'revalidations.json';

/** Everything that says in which order releases were closed. */
export const CHAIN_PREFIX = 'chain/';

/** The record of the n-th closed release, the same bytes as its statement; eight digits, so that names sort as numbers. */
export const chainKey = (number: number): string => `${CHAIN_PREFIX}${String(number).padStart(8, '0')}.json`;

/** Public halves of all keys that ever signed. */
export const KEYS_PREFIX = 'keys/';

/** Public half of a signing key, for auditors; named by its fingerprint. */
export const publicKeyKey = (fingerprint: string): string => `${KEYS_PREFIX}${fingerprint}.pem`;

/** Function in the tools account that closes the records of releases. */
export const closingFunctionName = (application: string): string => `${application}-close-release`;

/** Role in the tools account as which auditors read the evidence; IAM is global, so the name carries the region. */
export const evidenceReaderRoleName = (application: string, region: string): string =>
  `${application}-evidence-reader-${region}`;

/** Environment variables of the closing function. */
export const CLOSING_ENVIRONMENT = {
  bucket: 'EVIDENCE_BUCKET',
  signingKey: 'SIGNING_KEY_ARN',
  people: 'PEOPLE',
} as const;

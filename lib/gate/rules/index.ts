import { messageOf } from '../../ground/message-of';
import { Target } from '../templates/target';
import type { Finding, TargetStacks } from '../templates/template';
import { accessPointsGuarded } from './access-points-guarded';
import { alarmsReachSomebody } from './alarms';
import { assetsAreFiles } from './assets-are-files';
import { bucketsGuarded } from './buckets-guarded';
import { buildsInTheirVpc } from './builds-in-their-vpc';
import { buildsRunKnownJobs } from './builds-run-known-jobs';
import type { Allowed } from './closed-world/known';
import { dataBucketRefusesOtherKeys } from './data-bucket-refuses-other-keys';
import { endpointsForThisAccount } from './endpoints-for-this-account';
import { environmentInNames } from './environment-in-names';
import { environmentsValidatedAgain } from './environments-validated-again';
import { eventsOfKeysAndSecrets } from './events-of-keys-and-secrets';
import { evidenceLocked } from './evidence-locked';
import { expiredIsGone } from './expired-is-gone';
import { flowLogs } from './flow-logs';
import { functionsInvokedByOwn } from './functions-invoked-by-own';
import { intelligentTiering } from './intelligent-tiering';
import { isolatedSubnets } from './isolated-subnets';
import { keptInProd } from './kept-in-prod';
import { keysApart } from './keys-apart';
import { keysKnowTheirUsers } from './keys-know-their-users';
import { keysRotate } from './keys-rotate';
import { lockedBucketRefusesOtherKeys } from './locked-bucket-refuses-other-keys';
import { logDeliveryBound } from './log-delivery-bound';
import { logEventsStay } from './log-events-stay';
import { logGroupsBeforeWriters } from './log-groups-before-writers';
import { logGroupsEncryptedAndKept } from './log-groups-encrypted-and-kept';
import { logsKeyLetsLogsIn } from './logs-key-lets-logs-in';
import { metricFiltersRing } from './metric-filters';
import { noInternetPath } from './no-internet-path';
import { noRoleCreatesLogGroups } from './no-role-creates-log-groups';
import { nothingLeadsToOtherAccounts } from './nothing-leads-to-other-accounts';
import { nothingUnjudged, nothingUnjudgedBut } from './nothing-unjudged';
import { onlyTheCloserSigns } from './only-the-closer-signs';
import { peopleAreTold } from './people-are-told';
import { pipelineAsksAndProves } from './pipeline-asks-and-proves';
import { pipelineDeploysJudged } from './pipeline-deploys-judged';
import { pipelineReadsItsSource } from './pipeline-reads-its-source';
import { pipelineRolesChangeNoGuards } from './pipeline-roles-change-no-guards';
import { pipelineRolesKeepToTheirJobs } from './pipeline-roles-keep-to-their-jobs';
import { policiesLetNobodyElseIn } from './policies-let-nobody-else-in';
import { queuesGuarded } from './queues-guarded';
import { releasesAreClosed } from './releases-are-closed';
import { rolesKeepToTheirResources } from './roles-keep-to-their-resources';
import { rolesTrustNobodyElse } from './roles-trust-nobody-else';
import { isApplied, type Rule } from './rule';
import { secretsRotate } from './secrets-rotate';
import { securityGroups } from './security-groups';
import { tablesGuarded } from './tables-guarded';
import { tags } from './tags';
import { templatesAreFinal } from './templates-are-final';
import { topicsGuarded } from './topics-guarded';
import { trailRecordsData } from './trail';
import { withinQuotas } from './within-quotas';
import { workloadDenies } from './workload-denies';
import { workloadInsideVpc } from './workload-inside-vpc';

/** Every zero-trust rule, by requirement. */
export const RULES: readonly Rule[] = [
  templatesAreFinal,
  withinQuotas,
  nothingUnjudged,
  pipelineDeploysJudged,
  pipelineReadsItsSource,
  assetsAreFiles,
  pipelineAsksAndProves,
  buildsRunKnownJobs,
  buildsInTheirVpc,
  noInternetPath,
  nothingLeadsToOtherAccounts,
  workloadInsideVpc,
  isolatedSubnets,
  endpointsForThisAccount,
  securityGroups,
  keysRotate,
  keysKnowTheirUsers,
  keysApart,
  onlyTheCloserSigns,
  queuesGuarded,
  topicsGuarded,
  tablesGuarded,
  logsKeyLetsLogsIn,
  logGroupsEncryptedAndKept,
  logGroupsBeforeWriters,
  logEventsStay,
  noRoleCreatesLogGroups,
  bucketsGuarded,
  accessPointsGuarded,
  dataBucketRefusesOtherKeys,
  lockedBucketRefusesOtherKeys,
  evidenceLocked,
  logDeliveryBound,
  workloadDenies,
  rolesKeepToTheirResources,
  pipelineRolesChangeNoGuards,
  pipelineRolesKeepToTheirJobs,
  rolesTrustNobodyElse,
  policiesLetNobodyElseIn,
  functionsInvokedByOwn,
  secretsRotate,
  flowLogs,
  trailRecordsData,
  alarmsReachSomebody,
  metricFiltersRing,
  eventsOfKeysAndSecrets,
  releasesAreClosed,
  environmentsValidatedAgain,
  peopleAreTold,
  tags,
  environmentInNames,
  keptInProd,
  expiredIsGone,
  intelligentTiering,
];

/** The same where a register allows properties that no rule judges. */
export const rulesAllowing = (allowed: readonly Allowed[]): readonly Rule[] =>
  RULES.map((rule) => (rule === nothingUnjudged ? nothingUnjudgedBut(allowed) : rule));

/** A finding, and the rule that made it. */
export interface RuleFinding extends Finding {
  readonly rule: Rule;
}

/**
 * Asks every rule of every target it applies to. A rule that throws has found something: that it cannot look.
 *
 * @param all that the assembly has: who of it is meant to get in. @default the targets
 */
export const judgeTemplates = (
  targets: readonly TargetStacks[],
  rules: readonly Rule[] = RULES,
  all: readonly TargetStacks[] = targets,
): readonly RuleFinding[] => {
  const release: Target[] = [];
  const made = ({ stacks, kind }: TargetStacks): Target => new Target(stacks, kind, release);
  const asked = targets.map(made);
  release.push(...asked, ...all.filter(({ name }) => targets.every((each) => each.name !== name)).map(made));
  return asked.flatMap((target) =>
    rules.filter((rule) => isApplied(rule, target)).flatMap((rule) => judged(rule, target)),
  );
};

const judged = (rule: Rule, target: Target): readonly RuleFinding[] => {
  try {
    return rule.check(target).map((finding) => ({ ...finding, rule }));
  } catch (error) {
    const because = `the rule could not look: ${messageOf(error)}`;
    return target.stacks.map((stack) => ({ stack, logicalId: '(the whole stack)', because, rule }));
  }
};

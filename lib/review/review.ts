import type { GateFinding, GateReport } from '../contract/gate-report';
import type { Review, ReviewBaseline, ReviewScope } from '../contract/review';
import { didYouMean } from '../ground/near-misses';
import { UserError } from '../ground/user-error';
import { compareAcknowledgements, compareFindings } from './compare-findings';
import { compareStack, type StackPair } from './compare-stack';
import { limitsOf } from './limits';
import { newsOf } from './news';
import { lastFirst } from './stage-order';
import type { Baseline, Release, ReviewedStack } from './template';

/** Which stacks to review, and the day from which the end of acknowledgements is counted. */
export interface ReviewOptions extends ReviewScope {
  readonly today: Date;
}

/**
 * Everything that is new in a release. A pure function of what it is given.
 *
 * @throws {UserError} when the release has no stack in the scope
 */
export const review = (baseline: Baseline, release: Release, { today, ...scope }: ReviewOptions): Review => {
  const after = release.stacks.filter((stack) => isIn(stack, scope));
  if (after.length === 0) throw new UserError(nothingIn(scope, release));
  const before = baseline.kind === 'nothing' ? [] : baseline.stacks.filter((stack) => isIn(stack, scope));
  const paths = new Set([...before, ...after].map(({ path }) => path));
  const foreign = new Set(
    [...release.stacks, ...(baseline.kind === 'nothing' ? [] : baseline.stacks)]
      .map(({ path }) => path)
      .filter((path) => !paths.has(path)),
  );
  const isOurs = ({ stack }: GateFinding): boolean => stack === undefined || !foreign.has(stack);
  const had = earlierReport(baseline, release.report);
  const reports = [had && within(had, isOurs), within(release.report, isOurs)] as const;
  const compared = {
    baseline: toldOf(baseline),
    findings: compareFindings(...reports),
    acknowledgements: compareAcknowledgements(...reports, today),
    stacks: pairs(before, after).map(compareStack),
  };
  const { application, verdict, objections, warnings } = release.report;
  return {
    schema: 1,
    application,
    scope,
    verdict,
    objections,
    warnings,
    ...compared,
    news: newsOf(compared, turns(baseline, release)),
    cannotTell: [
      ...unseenIn(baseline),
      ...foreignTo(baseline, application),
      ...(had === undefined ? [NO_REPORT] : []),
      ...limitsOf(after),
    ],
  };
};

/** An environment that the release has no more is of no stage either: the pipeline before says where it stood. */
const turns = (baseline: Baseline, { stacks }: Release): readonly string[] => {
  const now = lastFirst(stacks);
  const before = baseline.kind === 'nothing' ? [] : lastFirst(baseline.stacks);
  return [...before.filter((environment) => !now.includes(environment)), ...now];
};

const unseenIn = (baseline: Baseline): readonly string[] => {
  if (baseline.kind !== 'nothing') return baseline.cannotTell ?? [];
  return baseline.unseen ? [`nobody could look at what runs there: ${baseline.because}`] : [];
};

/** A report of something else makes everything look new, or the same by chance. */
const foreignTo = (baseline: Baseline, application: string): readonly string[] => {
  const other = baseline.kind === 'nothing' ? undefined : baseline.report?.application;
  return other === undefined || other === application
    ? []
    : [`the baseline is a release of ${other}, not of ${application}: what is compared may not belong together`];
};

const NO_REPORT =
  'no gate report on the baseline is at hand: which findings and acknowledgements are new cannot be told';

/** Where nothing runs, nothing was found in it. */
const earlierReport = (baseline: Baseline, report: GateReport): GateReport | undefined =>
  baseline.kind === 'nothing' ? { ...report, findings: [], acknowledged: [] } : baseline.report;

const isIn = ({ environment, account, region }: ReviewedStack, scope: ReviewScope): boolean =>
  environment === (scope.environment ?? environment) &&
  account === (scope.account ?? account) &&
  region === (scope.region ?? region);

const nothingIn = ({ environment, account, region }: ReviewScope, { stacks }: Release): string => {
  const environments = [...new Set(stacks.flatMap((stack) => stack.environment ?? []))];
  const isKnown = environment === undefined || environments.includes(environment);
  const meant = isKnown ? undefined : didYouMean(environment, environments);
  const places = stacks.map((stack) => `${stack.environment ?? 'the pipeline'} ${stack.account}/${stack.region}`);
  const asked = [environment, account, region].filter((each) => each !== undefined).join(' ');
  return `the release has no stack in ${asked}${meant === undefined ? ': it' : `, ${meant}? It`} has ${[...new Set(places)].join(', ')}`;
};

const within = (report: GateReport, isOurs: (finding: GateFinding) => boolean): GateReport => ({
  ...report,
  findings: report.findings.filter(isOurs),
  acknowledged: report.acknowledged.filter(isOurs),
});

const toldOf = (baseline: Baseline): ReviewBaseline =>
  baseline.kind === 'nothing'
    ? baseline
    : { kind: baseline.kind, label: baseline.label, gate: baseline.report !== undefined };

/** Stacks are the same where CloudFormation would take them for the same. */
const pairs = (before: readonly ReviewedStack[], after: readonly ReviewedStack[]): readonly StackPair[] => {
  const had = new Map(before.map((stack) => [identity(stack), stack]));
  const has = new Set(after.map(identity));
  return [
    ...after.map((stack) => {
      const earlier = had.get(identity(stack));
      return { after: stack, ...(earlier && { before: earlier }) };
    }),
    ...before.filter((stack) => !has.has(identity(stack))).map((stack) => ({ before: stack })),
  ];
};

const identity = ({ account, region, stackName }: ReviewedStack): string =>
  JSON.stringify([account, region, stackName]);

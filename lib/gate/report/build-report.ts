import type { CfnResource } from 'aws-cdk-lib';
import type {
  AcknowledgedFinding,
  AcknowledgementTerms,
  GateFinding,
  GateReport,
  MovedAcknowledgements,
  ReportedPack,
  ReportedRule,
} from '../../contract/gate-report';
import { type AskedRule, reportedName, type WatchedPack } from '../packs';
import type { FinalStack } from '../packs/final-stacks';
import { lookAt } from '../packs/liveness/look';
import type { Origin } from './origin';

/** What a report is made of. */
export interface Evidence {
  readonly application: string;
  readonly findings: readonly GateFinding[];
  readonly acknowledged: readonly GateFinding[];
  readonly objections: readonly string[];
  readonly warnings: readonly string[];
  readonly moved: readonly MovedAcknowledgements[];
  readonly graceDays: number;
  readonly stacks: readonly FinalStack[];
  readonly packs: readonly WatchedPack[];
  /** Why a finding is accepted on its resource. */
  readonly terms: (finding: GateFinding) => AcknowledgementTerms;
  readonly locate: (construct: CfnResource) => Origin;
}

/** What is known of an acknowledgement that is not in the register. */
export const NO_TERMS: AcknowledgementTerms = { reason: '', owner: '', expires: '', ticket: '' };

/** The gate's report, with every list in the order of its texts; objections keep theirs, whether packs have looked first, and so do warnings, the soonest first. */
export const buildReport = (evidence: Evidence): GateReport => {
  const { application, objections, warnings, graceDays, packs, terms } = evidence;
  const stacks = sorted(evidence.stacks, ({ path }) => path);
  const place = placesIn(stacks, evidence.locate);
  const findings = evidence.findings.map((finding) => placed(finding, place));
  const acknowledged = evidence.acknowledged.map(
    (finding): AcknowledgedFinding => ({
      ...placed(finding, place),
      acknowledgement: terms(finding),
    }),
  );
  return {
    schema: 1,
    application,
    verdict: findings.length + objections.length === 0 ? 'yes' : 'no',
    objections,
    warnings,
    graceDays,
    packs: sorted(
      packs.map((pack) => packOf(pack, stacks)),
      ({ name }) => name,
    ),
    rules: sorted(rulesOf(packs, stacks, [...findings, ...acknowledged]), ({ id, pack }) => `${pack} ${id}`),
    stacks: stacks.map(({ resources, ...stack }) => ({ ...stack, resources: resources.size })),
    findings: sorted(findings, keyOf),
    acknowledged: sorted(acknowledged, keyOf),
    ...(evidence.moved.length === 0 ? {} : { moved: sorted(evidence.moved, ({ stack, from }) => `${stack} ${from}`) }),
  };
};

const sorted = <T>(list: readonly T[], key: (item: T) => string): readonly T[] => {
  const keyed = list.map((item) => [key(item), item] as const);
  return keyed.toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, item]) => item);
};

const keyOf = ({ pack, finding, resource, because }: GateFinding): string =>
  [pack, finding, resource, because].join(' ');

const packOf = (pack: WatchedPack, stacks: readonly FinalStack[]): ReportedPack => {
  const { name, version = 'unknown', rules } = pack;
  const looks = stacks.map((stack) => [stack.path, lookAt(pack, stack)] as const);
  const leftOut = sorted(
    looks.flatMap(([, look]) => look.leftOut),
    ({ stack, logicalId }) => `${stack} ${logicalId}`,
  );
  return {
    name: reportedName(name),
    version,
    ...(rules === undefined ? {} : { rules: rules.length }),
    looked: Object.fromEntries(looks.map(([path, { looked }]) => [path, looked])),
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
};

type Place = Pick<GateFinding, 'stack' | 'logicalId'> & Origin;

/** Finds stack, logical id and source of a finding's path, which is a construct's, or `<template>#<logical id>`. */
const placesIn = (stacks: readonly FinalStack[], locate: Evidence['locate']): ((path: string) => Place) => {
  const places = new Map<string, () => Place>();
  for (const { path: stack, template, resources } of stacks) {
    places.set(stack, () => ({ stack }));
    for (const [logicalId, { construct }] of resources) {
      places.set(`${template}#${logicalId}`, () => ({ stack, logicalId }));
      if (construct === undefined) continue;
      places.set(construct.node.path, () => ({ stack, logicalId, ...locate(construct) }));
    }
  }
  const byTemplate = new Map(stacks.map(({ template, path }) => [template, path]));
  return (path) => {
    const known = places.get(path);
    if (known !== undefined) return known();
    const stack = byTemplate.get(path.split('#')[0] ?? '') ?? nearest(path, stacks);
    return stack === undefined ? {} : { stack };
  };
};

/** The stack that a construct's path leads into. */
const nearest = (path: string, stacks: readonly FinalStack[]): string | undefined =>
  stacks.map((stack) => stack.path).findLast((stack) => path.startsWith(`${stack}/`));

const placed = (finding: GateFinding, place: (path: string) => Place): GateFinding => {
  const { pack, rule, finding: id, resource, ...said } = finding;
  return { pack, rule, finding: id, ...place(resource), resource, ...said };
};

/** What every pack tells of its rules, and of the rules of packs that tell nothing those that found something. */
const rulesOf = (
  packs: readonly WatchedPack[],
  stacks: readonly FinalStack[],
  findings: readonly GateFinding[],
): readonly ReportedRule[] => {
  const told = packs.flatMap(({ name, rules = [] }) =>
    rules.map((rule) => reportedRule(reportedName(name), rule, stacks)),
  );
  const known = new Set(told.map(({ id, pack }) => `${pack} ${id}`));
  const untold = new Map<string, ReportedRule>();
  for (const { pack, rule, because } of sorted(findings, keyOf)) {
    if (known.has(`${pack} ${rule}`) || untold.has(`${pack} ${rule}`)) continue;
    const looks = packs.find(({ name }) => reportedName(name) === pack);
    const answers = new Map(
      stacks
        .filter(({ path }) => looks === undefined || looks.looks.has(path))
        .map(({ path, resources }) => [path, resources.size]),
    );
    const asked = { id: rule, requires: because, hipaa: [], answers, elsewhere: `${pack} did not look at it` };
    untold.set(`${pack} ${rule}`, reportedRule(pack, asked, stacks));
  }
  return [...told, ...untold.values()];
};

const reportedRule = (pack: string, rule: AskedRule, stacks: readonly FinalStack[]): ReportedRule => {
  const { id, requires, hipaa, source, answers, elsewhere } = rule;
  return {
    id,
    pack,
    requires,
    hipaa,
    ...(source === undefined ? {} : { source }),
    stacks: stacks.map(({ path: stack }) => {
      const resources = answers.get(stack);
      return resources === undefined
        ? { stack, applied: false, because: elsewhere }
        : { stack, applied: true, resources };
    }),
  };
};

import * as z from 'zod/mini';
import { REVIEW_PAGE } from '../../contract/evidence-layout';
import { type ReportedStack, reportedStackSchema } from '../../contract/gate-report';
import { objectAt } from '../../ground/json';
import { BUILD_PARTS, buildDirectories } from '../build/layout';
import { BEFORE_ENVIRONMENTS } from '../close/describe-environment';
import type { RecordedAction, ReleaseRecord, Statement } from '../statement';
import { type Discrepancy, finding, findingUnless } from './finding';
import { examineTarget } from './target-parts';

/** A release that came so far must have left this behind. */
export const examineCompleteness = (
  { subject, predicate }: Statement,
  json: (name: string, most?: number) => unknown,
): readonly Discrepancy[] => [
  ...outcome(predicate),
  ...reached(predicate),
  ...build(
    predicate,
    subject.map(({ name }) => name),
    json,
  ),
  ...predicate.environments
    .filter(({ approvals, targets }) => isReviewed(predicate) && approvals.length > 0 && targets.length === 0)
    .map(({ name }) =>
      finding('missing', `${name}/*/${REVIEW_PAGE}`, `${name} was decided on, and no page about it is there`),
    ),
  ...predicate.environments.flatMap((environment) =>
    environment.targets.flatMap((target) =>
      examineTarget(
        environment,
        target,
        { validated: succeeded(predicate.actions, environment.name), reviewed: isReviewed(predicate) },
        json,
      ),
    ),
  ),
];

/** Whether its own record has the pages that were decided from: those of a roll-back lie in the record that it went back to. */
const isReviewed = ({ rollbackTo }: ReleaseRecord): boolean => rollbackTo === undefined;

/** Whether the builds of a stage, the last run of each, came to a good end. */
const succeeded = (actions: readonly RecordedAction[], stage: string): boolean => {
  const builds = actions.filter((action) => action.stage === stage && action.category === 'Build');
  const last = new Map(builds.map(({ action, status }) => [action, status]));
  return last.size > 0 && [...last.values()].every((status) => status === 'Succeeded');
};

/** What the release says of its end against what its actions say of theirs. */
const outcome = ({ outcome: { status }, actions }: ReleaseRecord): readonly Discrepancy[] => {
  const last = new Map(actions.map((action) => [`${action.stage}/${action.action}`, action.status]));
  const failed = [...last].filter(([, each]) => each !== 'Succeeded').map(([name]) => name);
  if (status === 'Succeeded' && (failed.length > 0 || last.size === 0)) {
    const because = `it is Succeeded, and ${failed.join(', ') || 'no action'} did not succeed`;
    return [finding('contradictory', 'predicate.outcome', because)];
  }
  const isOdd = status === 'Failed' && last.size > 0 && failed.length === 0;
  return findingUnless(!isOdd, 'contradictory', 'predicate.outcome', 'it is Failed, and every action succeeded');
};

/** Environments and actions tell of the same stages. */
const reached = ({ actions, environments }: ReleaseRecord): readonly Discrepancy[] => {
  const ran = new Set(actions.map(({ stage }) => stage).filter((stage) => !BEFORE_ENVIRONMENTS.has(stage)));
  const told = environments.map(({ name }) => name);
  return [
    ...[...ran]
      .filter((name) => !told.includes(name))
      .map((name) => finding('missing', `predicate.environments.${name}`, 'its actions ran')),
    ...told
      .filter((name, index) => !ran.has(name) || told.indexOf(name) !== index)
      .map((name) =>
        finding('contradictory', `predicate.environments.${name}`, 'none of its actions ran, or it is there twice'),
      ),
  ];
};

const build = (
  record: ReleaseRecord,
  names: readonly string[],
  json: (name: string, most?: number) => unknown,
): readonly Discrepancy[] => {
  if (!succeeded(record.actions, 'Build')) return [];
  const { source, lockfile, inventory, gateReport, verdict } = record.build;
  const directory = buildDirectories(names).at(-1) ?? 'build/';
  const required = Object.entries({ source, lockfile, inventory, gateReport }).filter(([, part]) => part === null);
  return [
    ...required.map(([field]) => {
      const place = `${directory}${BUILD_PARTS[field as keyof typeof BUILD_PARTS]}`;
      return finding('missing', place, 'the build succeeded, and did not leave it');
    }),
    ...(gateReport !== null && verdict !== 'yes'
      ? [finding('contradictory', gateReport.name, 'the build succeeded, and the gate did not say yes')]
      : []),
    ...(gateReport === null ? [] : examineTemplates(record, directory, json(gateReport.name, MOST_GATE_VALUES))),
  ];
};

const judgedSchema = z.pick(reportedStackSchema, { template: true, sha256: true });

/** Values in a report of the gate: it has every finding of every stack, 4,000 per target. */
const MOST_GATE_VALUES = 2_000_000;

/** One after the other: the first that is none is enough. */
const stacksIn = (report: unknown): readonly Pick<ReportedStack, 'template' | 'sha256'>[] | undefined => {
  const { stacks } = objectAt(report);
  if (!Array.isArray(stacks)) return undefined;
  return stacks.every((each) => judgedSchema.safeParse(each).success) ? stacks : undefined;
};

/** The templates that were kept are those that the gate has judged, to the byte. */
const examineTemplates = (
  { build: { templates, gateReport } }: ReleaseRecord,
  directory: string,
  report: unknown,
): readonly Discrepancy[] => {
  const stacks = stacksIn(report);
  if (stacks === undefined)
    return [finding('contradictory', gateReport?.name ?? directory, 'it is no report of the gate')];
  const kept = new Map(templates.map(({ name, sha256 }) => [name, sha256]));
  return stacks.flatMap(({ template, sha256 }) => {
    const name = `${directory}${BUILD_PARTS.templates}${template}`;
    const found = kept.get(name);
    if (found === sha256) return [];
    if (found === undefined) return [finding('missing', name, 'the gate has judged it, and it was not kept')];
    return [finding('contradictory', name, `the gate has judged ${sha256}, and this is ${found}`)];
  });
};

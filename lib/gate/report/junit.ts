import type {
  AcknowledgedFinding,
  AcknowledgementTerms,
  GateFinding,
  GateReport,
  ReportedPack,
  ReportedStack,
} from '../../contract/gate-report';
import { groupBy } from '../../ground/group-by';
import { type JunitCase, type JunitSuite, junitXml } from '../../reports/junit-xml';

/**
 * The report as JUnit XML: one suite per pack and stack. Findings are failures, acknowledged ones are skipped with their
 * reason, and what every pack looked at is a case of its own, so that no suite is empty.
 *
 * CodeBuild takes 500 cases of a report: rules that have found nothing are not listed, and what went wrong comes first.
 */
export const gateJunit = (report: GateReport): string => {
  const { objections, packs, stacks } = report;
  const casesAt = casesBy(report);
  const suites = [
    ...(objections.length > 0 ? [objectionsIn(report)] : []),
    ...packs.flatMap((pack) => stacks.map((stack) => suiteOf(pack, stack, casesAt(pack.name, stack.path)))),
    ...elsewhere(report),
  ];
  return junitXml(suites.toSorted((one, other) => wrongIn(other) - wrongIn(one)));
};

const wrongIn = ({ cases }: JunitSuite): number =>
  cases.some(({ outcome: { kind } }) => kind === 'failure' || kind === 'error') ? 1 : 0;

const objectionsIn = ({ objections }: GateReport): JunitSuite => ({
  name: 'gate',
  cases: objections.map((objection) => ({
    classname: 'gate.objection',
    name: objection,
    outcome: { kind: 'error', message: `${objection}: the gate cannot be trusted until this is cured` },
  })),
});

const suiteOf = (pack: ReportedPack, stack: ReportedStack, cases: readonly JunitCase[]): JunitSuite => {
  const looked = pack.looked[stack.path];
  return {
    name: `${pack.name} on ${stack.path}`,
    cases: [
      {
        classname: `${pack.name}.looked`,
        name: `looked at ${looked ?? 0} of ${stack.resources} resources`,
        outcome:
          looked === undefined
            ? { kind: 'error', message: `${pack.name} did not look at ${stack.path}` }
            : { kind: 'passed' },
      },
      ...cases,
    ],
  };
};

/** Findings of packs or stacks that the report does not list are nevertheless failures. */
const elsewhere = ({ packs, stacks, findings, acknowledged }: GateReport): readonly JunitSuite[] => {
  const names = new Set(packs.map(({ name }) => name));
  const paths = new Set(stacks.map(({ path }) => path));
  const isElsewhere = ({ pack, stack }: GateFinding) => !names.has(pack) || stack === undefined || !paths.has(stack);
  const cases = [...findings.filter(isElsewhere).map(failed), ...acknowledged.filter(isElsewhere).map(skipped)];
  return cases.length > 0 ? [{ name: 'elsewhere', cases }] : [];
};

/** The cases of a pack in a stack; gathered once, as a report of many targets has thousands. */
const casesBy = ({ findings, acknowledged }: GateReport): ((pack: string, stack: string) => readonly JunitCase[]) => {
  const place = ({ pack, stack }: GateFinding): string => `${pack} on ${stack}`;
  const open = groupBy(findings, place);
  const accepted = groupBy(acknowledged, place);
  return (pack, stack) => [
    ...(open.get(`${pack} on ${stack}`) ?? []).map(failed),
    ...(accepted.get(`${pack} on ${stack}`) ?? []).map(skipped),
  ];
};

const failed = (finding: GateFinding): JunitCase => {
  const { because, fix } = finding;
  const message = fix === undefined ? because : `${because}; to fix it: ${fix}`;
  return { ...namesOf(finding), outcome: { kind: 'failure', message } };
};

const skipped = (finding: AcknowledgedFinding): JunitCase => ({
  ...namesOf(finding),
  outcome: { kind: 'skipped', message: acceptance(finding.acknowledgement) },
});

const acceptance = ({ reason, owner, expires, ticket }: AcknowledgementTerms): string =>
  `acknowledged by ${owner} until ${expires}: ${reason} (${ticket})`;

const namesOf = ({ pack, finding, resource }: GateFinding) => ({ classname: `${pack}.${finding}`, name: resource });

import type { GateFinding, GateReport, ReportedPack, ReportedStack } from '../../contract/gate-report';
import { type JunitCase, type JunitSuite, junitXml } from '../../junit/junit-xml';

/**
 * The report as JUnit XML: one suite per pack and stack. Findings are failures, acknowledged ones are skipped with their
 * reason, and what every pack looked at is a case of its own, so that no suite is empty.
 *
 * CodeBuild takes 500 cases of a report: rules that have found nothing are not listed, and what went wrong comes first.
 */
export const gateJunit = (report: GateReport): string => {
  const { objections, packs, stacks } = report;
  const suites = [
    ...(objections.length > 0 ? [objectionsIn(report)] : []),
    ...packs.flatMap((pack) => stacks.map((stack) => suiteOf(pack, stack, report))),
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

const suiteOf = (pack: ReportedPack, stack: ReportedStack, report: GateReport): JunitSuite => {
  const of = (finding: GateFinding): boolean => finding.pack === pack.name && finding.stack === stack.path;
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
      ...casesOf(report, of),
    ],
  };
};

/** Findings of packs or stacks that the report does not list are nevertheless failures. */
const elsewhere = (report: GateReport): readonly JunitSuite[] => {
  const packs = new Set(report.packs.map(({ name }) => name));
  const stacks = new Set(report.stacks.map(({ path }) => path));
  const cases = casesOf(report, ({ pack, stack }) => !packs.has(pack) || stack === undefined || !stacks.has(stack));
  return cases.length > 0 ? [{ name: 'elsewhere', cases }] : [];
};

const casesOf = (
  { findings, acknowledged }: GateReport,
  of: (finding: GateFinding) => boolean,
): readonly JunitCase[] => [
  ...findings.filter(of).map(
    (finding): JunitCase => ({
      ...namesOf(finding),
      outcome: {
        kind: 'failure',
        message: finding.fix === undefined ? finding.because : `${finding.because}; to fix it: ${finding.fix}`,
      },
    }),
  ),
  ...acknowledged.filter(of).map(
    (finding): JunitCase => ({
      ...namesOf(finding),
      outcome: { kind: 'skipped', message: acceptance(finding.acknowledgement) },
    }),
  ),
];

const acceptance = ({
  reason,
  owner,
  expires,
  ticket,
}: GateReport['acknowledged'][number]['acknowledgement']): string =>
  `acknowledged by ${owner} until ${expires}: ${reason} (${ticket})`;

const namesOf = ({ pack, finding, resource }: GateFinding) => ({ classname: `${pack}.${finding}`, name: resource });

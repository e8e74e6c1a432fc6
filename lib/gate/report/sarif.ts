import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { AcknowledgementTerms, GateFinding, GateReport, ReportedRule } from '../../contract/gate-report';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** The report as a SARIF 2.1.0 log: one run, whose rules are those of every pack. */
export const gateSarif = (report: GateReport): Log => {
  const { rules, objections, warnings, findings, acknowledged } = report;
  const resultOf = asResult(report);
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: `gate of ${report.application}`, rules: rules.map(asDescriptor) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          '%SRCROOT%': { description: { text: 'the root of the repository' } },
          ASSEMBLY: { description: { text: 'the directory of the cloud assembly, cdk.out' } },
        },
        invocations: [
          {
            executionSuccessful: objections.length === 0,
            toolExecutionNotifications: [
              ...objections.map((text) => ({ level: 'error' as const, message: { text } })),
              ...warnings.map((text) => ({ level: 'warning' as const, message: { text } })),
            ],
          },
        ],
        results: [
          ...findings.map((finding) => resultOf(finding)),
          ...acknowledged.map((finding) => resultOf(finding, finding.acknowledgement)),
        ],
      },
    ],
  };
};

const asDescriptor = ({ id, pack, requires, hipaa, source }: ReportedRule): ReportingDescriptor => ({
  id,
  shortDescription: { text: requires },
  ...(source === undefined ? {} : { helpUri: source }),
  properties: { tags: [pack, ...hipaa.map((control) => `HIPAA ${control}`)] },
});

const asResult = ({ rules, stacks }: GateReport) => {
  const index = new Map(rules.map(({ pack, id }, at) => [`${pack} ${id}`, at]));
  const templates = new Map(stacks.map(({ path, template }) => [path, template]));
  return (finding: GateFinding, terms?: AcknowledgementTerms): Result => {
    const { pack, rule, because, fix, resource, stack } = finding;
    const ruleIndex = index.get(`${pack} ${rule}`);
    return {
      ruleId: rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      kind: 'fail',
      level: 'error',
      message: { text: [because, fix].filter((text) => text !== undefined).join(' Fix: ') },
      locations: [locationOf(finding, stack === undefined ? undefined : templates.get(stack))],
      partialFingerprints: { 'finding/v1': `${finding.finding} ${resource}` },
      ...(terms === undefined ? {} : { suppressions: [suppressionOf(terms)] }),
    };
  };
};

/** A path as a relative URI; half a character, which no URI can hold, becomes the sign for one that is unknown. */
const uriOf = (path: string): string =>
  encodeURI(path.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/[#?]/g, encodeURIComponent);

/** Where the construct was made; where that is not known, the template it stands in. */
const locationOf = ({ at, resource, logicalId }: GateFinding, template: string | undefined): Location => {
  const physical: PhysicalLocation | undefined =
    at !== undefined
      ? { artifactLocation: { uri: uriOf(at.file), uriBaseId: '%SRCROOT%' }, region: { startLine: at.line } }
      : template !== undefined
        ? { artifactLocation: { uri: uriOf(template), uriBaseId: 'ASSEMBLY' } }
        : undefined;
  return {
    ...(physical === undefined ? {} : { physicalLocation: physical }),
    logicalLocations: [
      { fullyQualifiedName: resource, kind: 'resource', ...(logicalId === undefined ? {} : { name: logicalId }) },
    ],
  };
};

const suppressionOf = ({ reason, owner, expires, ticket }: AcknowledgementTerms) => ({
  kind: 'external' as const,
  status: 'accepted' as const,
  justification: reason,
  properties: { owner, expires, ticket },
});

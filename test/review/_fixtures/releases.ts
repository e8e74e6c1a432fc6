import type { AcknowledgedFinding, GateFinding, GateReport } from '../../../lib/contract/gate-report';
import type { Baseline, Release, ReviewedStack, ReviewedTemplate } from '../../../lib/review/template';

/** The day of every review in tests. */
export const TODAY = new Date('2026-11-23T12:00:00Z');

/** A stack of `dev` with these resources. */
export const stack = (
  resources: ReviewedTemplate,
  rest: Partial<ReviewedStack> & { readonly sections?: ReviewedTemplate } = {},
): ReviewedStack => {
  const { sections = {}, ...other } = rest;
  return {
    stackName: 'data-dev',
    account: '222222222222',
    region: 'us-east-1',
    path: 'Delivery/dev/Data',
    environment: 'dev',
    template: { ...sections, Resources: resources },
    ...other,
  };
};

/** A finding on a bucket. */
export const finding = (rest: Partial<GateFinding> = {}): GateFinding => ({
  pack: 'AwsSolutions',
  rule: 'AwsSolutions-S1',
  finding: 'AwsSolutions-S1',
  stack: 'Delivery/dev/Data',
  resource: 'Delivery/dev/Data/Reports/Resource',
  because: 'the bucket has no server access logs',
  ...rest,
});

/** The same finding, accepted for a good year. */
export const acknowledged = (rest: Partial<AcknowledgedFinding> = {}): AcknowledgedFinding => ({
  ...finding(),
  acknowledgement: {
    reason: 'it is the target of the access logs itself',
    owner: 'platform',
    expires: '2027-12-31',
    ticket: 'https://tickets.example/SEC-1',
  },
  ...rest,
});

/** A gate report about stacks. */
export const reportOf = (stacks: readonly ReviewedStack[], rest: Partial<GateReport> = {}): GateReport => ({
  schema: 1,
  application: 'delivery',
  verdict: (rest.findings?.length ?? 0) > 0 ? 'no' : 'yes',
  objections: [],
  warnings: [],
  packs: [],
  rules: [],
  stacks: stacks.map(({ path = '', stackName, account, region, environment, template = {} }) => ({
    path,
    stackName,
    account,
    region,
    ...(environment !== undefined && { environment }),
    template: `${stackName}.template.json`,
    sha256: 'a'.repeat(64),
    resources: Object.keys(template['Resources'] ?? {}).length,
  })),
  findings: [],
  acknowledged: [],
  ...rest,
});

/** A release of stacks, with what the gate says of them. */
export const releaseOf = (stacks: readonly ReviewedStack[], rest: Partial<GateReport> = {}): Release => ({
  stacks,
  report: reportOf(stacks, rest),
});

/** An earlier release as a baseline. */
export const earlier = (stacks: readonly ReviewedStack[], rest: Partial<GateReport> = {}): Baseline => ({
  kind: 'release',
  label: 'commit 1a2b3c4',
  ...releaseOf(stacks, rest),
});

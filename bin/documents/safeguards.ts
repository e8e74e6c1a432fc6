/** A standard of the HIPAA Security Rule, and who answers it. */
export interface Safeguard {
  /** The paragraph of 45 CFR; its implementation specifications begin alike. */
  readonly id: string;
  readonly title: string;
  /** What here answers beside the rules of the gate that name it; empty where nothing does. */
  readonly here: string;
  /** What stays with whoever runs it. */
  readonly yours: string;
}

/**
 * Standards of subpart C, in its order. Source: https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C;
 * 164.312 was compared with https://www.govinfo.gov/content/pkg/CFR-2019-title45-vol2/xml/CFR-2019-title45-vol2-sec164-312.xml. */
export const SAFEGUARDS: readonly Safeguard[] = [
  {
    id: '164.308(a)(1)',
    title: 'Security management process',
    here: 'The gate on every commit and the validation of every deployment; `docs/threat-model.md` says what nothing stops. Trail, flow logs and access logs can be reviewed.',
    yours: 'Risk analysis and risk management of the whole organization, sanctions, and somebody who reads the logs.',
  },
  {
    id: '164.308(a)(2)',
    title: 'Assigned security responsibility',
    here: '',
    yours: 'Name the official. The tag `Owner` and the owner of each acknowledgement name teams, not him.',
  },
  {
    id: '164.308(a)(3)',
    title: 'Workforce security',
    here: 'Roles of the pipeline are for one job; approving is apart from releasing; an approver of his own commit is refused or recorded.',
    yours: 'Who may become approver, auditor and administrator; clearance; taking access away when somebody leaves.',
  },
  {
    id: '164.308(a)(4)',
    title: 'Information access management',
    here: 'Who reaches data is declared (`guests`) and proved live; who is not declared fails the validation.',
    yours: 'Which people get to the data, by which procedure.',
  },
  {
    id: '164.308(a)(5)',
    title: 'Security awareness and training',
    here: 'Packages run no script and are looked at in every Build (`build/scans.json`).',
    yours: 'Training, reminders, sign-in monitoring, password management.',
  },
  {
    id: '164.308(a)(6)',
    title: 'Security incident procedures',
    here: 'Alarms reach the addresses of the configuration; `docs/runbook.md` frees stuck stacks; evidence and trail say what happened.',
    yours: 'The incident procedure, who is called, and notification of a breach (45 CFR 164.400 and following).',
  },
  {
    id: '164.308(a)(7)',
    title: 'Contingency plan',
    here: 'Retained data survives its stack, buckets keep versions, tables can be restored to a point in time, releases can be rolled back.',
    yours: 'Copies in another account or region, a recovery plan with its tests, emergency mode, criticality analysis.',
  },
  {
    id: '164.308(a)(8)',
    title: 'Evaluation',
    here: 'Every release is evaluated: gate, review, validation; acknowledgements expire and are looked at again.',
    yours: 'The periodic evaluation that is not technical.',
  },
  {
    id: '164.308(b)',
    title: 'Business associate contracts',
    here: '',
    yours:
      'A business associate addendum with AWS, for every account, before any record comes; services that it covers only.',
  },
  {
    id: '164.310(a)',
    title: 'Facility access controls',
    here: '',
    yours: 'AWS answers for its data centres (AWS Artifact has the reports); your offices are yours.',
  },
  { id: '164.310(b)', title: 'Workstation use', here: '', yours: 'Machines of people.' },
  { id: '164.310(c)', title: 'Workstation security', here: '', yours: 'Machines of people.' },
  {
    id: '164.310(d)',
    title: 'Device and media controls',
    here: 'What is encrypted with keys of ours can be made unreadable by its key; buckets forget by rules.',
    yours: 'Media outside of AWS.',
  },
  {
    id: '164.312(a)',
    title: 'Access control',
    here: 'One key per purpose and environment; a workload without a way out; roles that are denied what they are not for.',
    yours: 'Unique sign-ins of people, automatic logoff, and access in an emergency.',
  },
  {
    id: '164.312(b)',
    title: 'Audit controls',
    here: 'A trail with data events, flow logs, access logs, and one signed record per release (`docs/evidence.md`).',
    yours: 'Reading them.',
  },
  {
    id: '164.312(c)',
    title: 'Integrity',
    here: 'Versions, digests of the trail, Object Lock and a chain of signed statements over releases.',
    yours: 'Whether a record was right when it came.',
  },
  {
    id: '164.312(d)',
    title: 'Person or entity authentication',
    here: 'Services and roles by IAM; the approver is a session with a name that the record keeps.',
    yours: 'Sign-in of people, with a second factor.',
  },
  {
    id: '164.312(e)',
    title: 'Transmission security',
    here: 'Everything over TLS, old versions refused, inside the VPC by endpoints of this account only.',
    yours: 'The way from whoever sends records to the bucket.',
  },
  {
    id: '164.314',
    title: 'Organizational requirements',
    here: '',
    yours: 'What contracts with business associates must say; plan documents of group health plans.',
  },
  {
    id: '164.316',
    title: 'Policies, procedures and documentation',
    here: 'Decisions lie in `docs/decisions/`, each release keeps source, gate report and decisions; `evidence.years: 6` locks them for six years.',
    yours: 'Written policies of the organization, kept for six years and looked at again.',
  },
];

import { REGION } from './healthy-patient';
import { configured, type Planted, S3, set } from './plant';

const CONNECTION = { kind: 'codeconnections', repository: 'clinic/records-delivery', branch: 'main' };
const ELSEWHERE = 'arn:aws:codeconnections:us-east-1:111122223333:connection/7a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9';

/** The project, and the machine it is on. */
export const PROJECT: readonly Planted[] = [
  [
    'placeholders',
    (body) => configured(body, { tools: { account: '111111111111', region: REGION } }),
    'accounts-real',
    '111111111111',
    'npm start',
  ],
  [
    'no evidence chosen',
    (body) => configured(body, { evidence: { trial: false } }),
    'evidence-chosen',
    'neither trial nor years',
    'trial: true',
  ],
  [
    'a connection of another region',
    (body) => configured(body, { source: { ...CONNECTION, connectionArn: ELSEWHERE } }),
    'connection-near',
    'us-east-1',
    'connectionArn',
  ],
  [
    'a pending connection',
    ({ tools }) => set(tools, 'connection', 'PENDING'),
    'connection-usable',
    'is PENDING',
    'codesuite/settings/connections',
  ],
  [
    'a connection in error',
    ({ tools }) => set(tools, 'connection', 'ERROR'),
    'connection-usable',
    'is ERROR',
    'confirm it',
  ],
  [
    'no connection',
    ({ tools }) => set(tools, 'connection', undefined),
    'connection-usable',
    'there is no connection',
    'make one',
  ],
  [
    'a source bucket without versions',
    (body) => {
      configured(body, { source: S3 });
      body.tools.sourceBucket = { versioned: false, events: true };
    },
    'source-bucket',
    'keeps no versions',
    'put-bucket-versioning --bucket uploads',
  ],
  [
    'a source bucket that tells nobody',
    (body) => {
      configured(body, { source: S3 });
      body.tools.sourceBucket = { versioned: true, events: false };
    },
    'source-bucket',
    'EventBridge',
    'put-bucket-notification-configuration --bucket uploads',
  ],
  [
    'a clock ahead',
    ({ machine }) => set(machine, 'clockAhead', async () => 400),
    'clock-right',
    '400 s ahead',
    'timedatectl',
  ],
  [
    'a clock behind',
    ({ machine }) => set(machine, 'clockAhead', async () => -90),
    'clock-right',
    '90 s behind',
    'timedatectl',
  ],
  [
    'an old Node.js',
    ({ machine }) =>
      set(machine, 'nodeEnd', () => ({
        subject: 'Node.js 20',
        days: [{ day: '2026-04-30', what: 'no patches' }],
        source: 'a page',
      })),
    'node-supported',
    '2026-04-30',
    'newer Node.js',
  ],
  [
    'another CDK CLI',
    ({ machine }) => set(machine, 'packages', async () => [{ name: 'aws-cdk', locked: '2.2.0', installed: '2.1.0' }]),
    'packages-installed',
    'aws-cdk is 2.1.0',
    'npm ci',
  ],
  [
    'an assembly that the CLI does not read',
    ({ synthesized }) => set(synthesized, 'schemaVersion', 56),
    'assembly-readable',
    'schema 56',
    'aws-cdk@latest',
  ],
  [
    'an acknowledgement near its end',
    ({ machine }) => set(machine, 'acknowledgements', async () => [{ cause: 'c', expires: '2027-02-26', at: 'f:7' }]),
    'acknowledgements-last',
    'in 90 days',
    'set a new day',
  ],
  [
    'an expired acknowledgement',
    ({ machine }) => set(machine, 'acknowledgements', async () => [{ cause: 'c', expires: '2026-11-27', at: 'f:7' }]),
    'acknowledgements-last',
    'has expired on 2026-11-27',
    'set a new day',
  ],
  [
    'a runtime near its end',
    ({ synthesized }) =>
      set(synthesized, 'ends', [
        { subject: 'Lambda nodejs22.x', days: [{ day: '2027-01-30', what: 'no patches' }], source: 'a page' },
      ]),
    'runtimes-last',
    'Lambda nodejs22.x',
    'newer runtime',
  ],
  [
    'no repository',
    ({ machine }) =>
      set(machine, 'repository', async () => ({
        uncommitted: undefined,
        remotes: [{ name: 'o', url: 'https://h/clinic/records-delivery' }],
      })),
    'tree-committed',
    'no git repository',
    'git init',
  ],
  [
    'an uncommitted configuration',
    ({ machine }) =>
      set(machine, 'repository', async () => ({
        uncommitted: ['lib/changed.ts'],
        remotes: [{ name: 'o', url: 'https://h/clinic/records-delivery.git' }],
      })),
    'tree-committed',
    'lib/changed.ts',
    'git commit',
  ],
  [
    'a remote that leads elsewhere',
    ({ machine }) =>
      set(machine, 'repository', async () => ({
        uncommitted: [],
        remotes: [{ name: 'o', url: 'https://h/other/records-delivery.git' }],
      })),
    'remote-known',
    'other/records-delivery',
    'git remote add',
  ],
  [
    'no branch',
    ({ machine }) => set(machine, 'branch', async () => 'missing'),
    'branch-pushed',
    'no branch main',
    'git push origin HEAD:main',
  ],
  [
    'an unpushed commit',
    ({ machine }) => set(machine, 'branch', async () => 'lacks HEAD'),
    'branch-pushed',
    'HEAD is not in main',
    'git push origin HEAD:main',
  ],
  [
    'templates that differ each time',
    (body) => set(body, 'repetition', async () => ['Delivery']),
    'synthesis-repeats',
    'Delivery',
    'lib/',
  ],
  [
    'a change of the pipeline',
    ({ tools }) => set(tools.templates, 'zero-trust-delivery', '{"Resources":{"Old":{}}}'),
    'pipeline-current',
    'Old',
    'cdk diff',
  ],
  [
    'no pipeline',
    ({ tools }) =>
      set(
        tools,
        'stacks',
        tools.stacks.filter(({ name }) => name === 'CDKToolkit'),
      ),
    'pipeline-current',
    'is not deployed',
    'npx cdk deploy Delivery',
  ],
];

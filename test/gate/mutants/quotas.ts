import { pipelineIn } from './action-faults';
import type { Mutant, Workbench } from './mutant';

const RULE = 'ZT-00-WithinQuotas';

const times = <T>(count: number, made: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => made(index));

const statements = (bytes: number): readonly object[] =>
  times(Math.ceil(bytes / 100), (index) => ({
    Sid: `A${index}`.padEnd(60, 'x'),
    Effect: 'Allow',
    Action: 'x:y',
    Resource: '*',
  }));

const role = (properties: object): Record<string, unknown> => ({
  AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
  ...properties,
});

const document = (bytes: number): object => ({ Version: '2012-10-17', Statement: statements(bytes) });

type Fault = readonly [fault: string, change: (bench: Workbench) => unknown];

/** Of everything a little more than AWS takes. */
const FAULTS: readonly Fault[] = [
  [
    'a template is too large',
    ({ template }) => Object.assign(template, { Metadata: { Notes: 'x'.repeat(1_000_000) } }),
  ],
  [
    'a template has too many resources',
    (bench) => times(501, (index) => bench.add(`Wait${index}`, 'AWS::CloudFormation::WaitConditionHandle')),
  ],
  [
    'a template has too many outputs',
    ({ template }) =>
      Object.assign(template, { Outputs: Object.fromEntries(times(201, (index) => [`O${index}`, { Value: 'x' }])) }),
  ],
  [
    'a template has too many parameters',
    ({ template }) =>
      Object.assign(template, {
        Parameters: Object.fromEntries(times(201, (index) => [`P${index}`, { Type: 'String' }])),
      }),
  ],
  [
    'a managed policy is too long',
    (bench) => bench.add('Long', 'AWS::IAM::ManagedPolicy', { PolicyDocument: document(6200) }),
  ],
  [
    'a bucket policy is too long',
    (bench) => bench.add('Long', 'AWS::S3::BucketPolicy', { PolicyDocument: document(20_500) }),
  ],
  ['a key policy is too long', (bench) => bench.add('Long', 'AWS::KMS::Key', { KeyPolicy: document(32_800) })],
  [
    'the inline policies of a role are too long together',
    (bench) => {
      const policies = times(2, (index) => ({ PolicyName: `P${index}`, PolicyDocument: document(5200) }));
      bench.add('Long', 'AWS::IAM::Role', role({ Policies: policies }));
    },
  ],
  [
    'inline policies that stand beside a role are too long together',
    (bench) => {
      bench.add('Long', 'AWS::IAM::Role', role({}));
      for (const index of [0, 1]) {
        const properties = { PolicyName: `P${index}`, Roles: [{ Ref: 'Long' }], PolicyDocument: document(5200) };
        bench.add(`Of${index}`, 'AWS::IAM::Policy', properties);
      }
    },
  ],
  [
    'a trust policy is too long',
    (bench) => bench.add('Long', 'AWS::IAM::Role', { AssumeRolePolicyDocument: document(2100) }),
  ],
  [
    'a role has too many managed policies',
    (bench) => {
      bench.add(
        'Many',
        'AWS::IAM::Role',
        role({ ManagedPolicyArns: times(6, (index) => `arn:aws:iam::aws:policy/P${index}`) }),
      );
      times(5, (index) =>
        bench.add(`Of${index}`, 'AWS::IAM::ManagedPolicy', { Roles: [{ Ref: 'Many' }], PolicyDocument: document(1) }),
      );
    },
  ],
];

const STAGES: readonly Fault[] = [
  [
    'a pipeline has too many stages',
    (bench) => times(50, (index) => pipelineIn(bench).Stages.push({ Name: `s${index}`, Actions: [] })),
  ],
  [
    'a stage has too many actions',
    (bench) => {
      const [, stage] = pipelineIn(bench).Stages;
      const [action] = stage?.Actions ?? [];
      if (stage && action) stage.Actions.push(...times(100, () => action));
    },
  ],
  [
    'a pipeline has too many actions',
    (bench) => {
      const { Stages: stages } = pipelineIn(bench);
      const actions = stages[1]?.Actions ?? [];
      stages.push(
        ...times(11, (index) => ({
          Name: `s${index}`,
          Actions: times(95, () => actions[0]).flatMap((each) => each ?? []),
        })),
      );
    },
  ],
  [
    'a question is too long',
    (bench) => {
      const approval = pipelineIn(bench)
        .Stages.flatMap(({ Actions: actions }) => actions)
        .find(({ Configuration: configuration }) => configuration['CustomData'] !== undefined);
      if (approval) approval.Configuration['CustomData'] = 'x'.repeat(1001);
    },
  ],
];

export const ABOVE_QUOTAS: readonly Mutant[] = [
  ...FAULTS.map(([fault, change]): Mutant => ({ fault, rule: RULE, break: (bench) => void change(bench) })),
  ...STAGES.map(
    ([fault, change]): Mutant => ({ fault, rule: RULE, in: 'pipeline', break: (bench) => void change(bench) }),
  ),
];

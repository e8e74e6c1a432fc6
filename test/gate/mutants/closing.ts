import { inPipeline, type Row, set, statements } from './evidence';

const RULE = 'AWS::Events::Rule';
const FUNCTION = 'AWS::Lambda::Function';
const CLOSED = 'ZT-13-ReleasesAreClosed';

const APPROVER = ['ApproverPermissions', 'AWS::IAM::ManagedPolicy', 'PolicyDocument'] as const;

const EVENTS = ['CloserEnded', 'CloserDecided'] as const;

const closing = (path: string, value: unknown) => set('CloserFunction', FUNCTION, path, value);

/** What closes releases may do, without one action. */
const WITHOUT = [
  'codepipeline:GetPipelineExecution',
  'codepipeline:ListActionExecutions',
  's3:GetObject',
  's3:PutObject',
  's3:ListBucket',
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'kms:Sign',
  'kms:GetPublicKey',
  'sqs:SendMessage',
];

/** People of the pipeline's own account, however few of them. */
const BECOMING: readonly (readonly [who: string, statement: Readonly<Record<string, unknown>>])[] = [
  ['one role of its account', { Principal: { AWS: 'arn:aws:iam::111111111111:role/somebody' } }],
  [
    'whoever of its account says a word',
    { Principal: { AWS: '111111111111' }, Condition: { StringEquals: { 'sts:ExternalId': 'word' } } },
  ],
  [
    'roles of its account by a name',
    { Principal: { AWS: '*' }, Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/b*' } } },
  ],
];

/** What closes releases, broken row by row. */
export const CLOSING = inPipeline([
  ...EVENTS.flatMap((id): readonly Row[] => [
    [CLOSED, `${id} is switched off`, set(id, RULE, 'State', 'DISABLED')],
    [CLOSED, `${id} is not there`, (bench) => bench.remove(id, RULE)],
    [CLOSED, `${id} wakes nobody`, set(id, RULE, 'Targets', [])],
    [
      CLOSED,
      `${id} wakes somebody else`,
      set(id, RULE, 'Targets', [{ Id: 'x', Arn: 'arn:aws:lambda:us-east-1:111111111111:function:other' }]),
    ],
    [CLOSED, `${id} listens to another bus`, set(id, RULE, 'EventBusName', 'other')],
    [CLOSED, `${id} takes another pipeline`, set(id, RULE, 'EventPattern.detail.pipeline', ['other'])],
    [CLOSED, `${id} takes another service`, set(id, RULE, 'EventPattern.source', ['aws.codebuild'])],
    [
      CLOSED,
      `${id} takes another kind`,
      set(id, RULE, 'EventPattern.detail-type', ['CodePipeline Stage Execution State Change']),
    ],
    [CLOSED, `${id} takes what nobody sends`, set(id, RULE, 'EventPattern.detail.nobody', ['x'])],
    [
      CLOSED,
      `${id} sends something else`,
      (bench) => {
        const [target] = bench.one(id, RULE).Properties['Targets'] as Record<string, unknown>[];
        Object.assign(target ?? {}, { Input: '{}' });
      },
    ],
  ]),
  ...['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'].map(
    (state): Row => [
      CLOSED,
      `nobody hears that an execution is ${state}`,
      (bench) => {
        const { detail } = bench.one('CloserEnded', RULE).Properties['EventPattern'] as { detail: { state: string[] } };
        detail.state = detail.state.filter((each) => each !== state);
      },
    ],
  ),
  ...['SUCCEEDED', 'FAILED', 'ABANDONED'].map(
    (state): Row => [
      CLOSED,
      `nobody hears that an approval is ${state}`,
      (bench) => {
        const { detail } = bench.one('CloserDecided', RULE).Properties['EventPattern'] as {
          detail: { state: string[] };
        };
        detail.state = detail.state.filter((each) => each !== state);
      },
    ],
  ),
  ...EVENTS.flatMap((id): readonly Row[] => [
    [
      CLOSED,
      `${id} may not wake the function`,
      (bench) => bench.remove(`${id}AllowEventRule`, 'AWS::Lambda::Permission'),
    ],
    [
      CLOSED,
      `another rule may wake the function for ${id}`,
      set(
        `${id}AllowEventRule`,
        'AWS::Lambda::Permission',
        'SourceArn',
        'arn:aws:events:us-east-1:111111111111:rule/other',
      ),
    ],
  ]),
  [
    CLOSED,
    'the function writes elsewhere',
    closing('Environment.Variables.EVIDENCE_BUCKET', 'zero-trust-delivery-artifacts-111111111111-us-east-1'),
  ],
  [CLOSED, 'the function writes nowhere', closing('Environment.Variables.EVIDENCE_BUCKET', undefined)],
  [
    CLOSED,
    'the function signs with another key',
    closing('Environment.Variables.SIGNING_KEY_ARN', 'arn:aws:kms:us-east-1:111111111111:key/other'),
  ],
  [CLOSED, 'the function signs nothing', closing('Environment.Variables.SIGNING_KEY_ARN', undefined)],
  [CLOSED, 'the function is told nothing', closing('Environment', {})],
  [CLOSED, 'the function drops what it cannot close', closing('DeadLetterConfig', undefined)],
  [CLOSED, 'the function never runs', closing('ReservedConcurrentExecutions', 0)],
  [CLOSED, 'the function is somebody of another template', closing('Role', 'arn:aws:iam::111111111111:role/other')],
  ...WITHOUT.map(
    (action): Row => [
      CLOSED,
      `the function may not ${action}`,
      statements(['CloserPermissions', 'AWS::IAM::ManagedPolicy', 'PolicyDocument'], (all) => {
        for (const each of all)
          each['Action'] = [each['Action']].flat().map((one) => (one === action ? 'sts:GetCallerIdentity' : one));
      }),
    ],
  ),
  ...BECOMING.map(
    ([who, statement]): Row => [
      'ZT-09-PipelineRolesKeepToTheirJobs',
      `${who} may become what closes releases`,
      statements(['CloserRole', 'AWS::IAM::Role', 'AssumeRolePolicyDocument'], (all) => {
        all.push({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement });
      }),
    ],
  ),
  [
    'ZT-09-PipelineRolesKeepToTheirJobs',
    'approvers are not kept from making releases',
    statements(APPROVER, (all) => {
      for (const each of all) if (each['Effect'] === 'Deny') each['Action'] = ['codepipeline:StartPipelineExecution'];
    }),
  ],
  [
    'ZT-09-PipelineRolesKeepToTheirJobs',
    'approvers answer whatever there is',
    statements(APPROVER, (all) => {
      for (const each of all)
        if (each['Sid'] === 'Answer') each['Resource'] = 'arn:aws:codepipeline:us-east-1:111111111111:*';
    }),
  ],
] satisfies readonly Row[]);

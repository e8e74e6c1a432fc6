import type { Drift } from '../../../lib/contract/drift';
import type { AcknowledgedFinding } from '../../../lib/contract/gate-report';
import type { ReleaseFacts } from '../../../lib/contract/release-facts';
import type { Review } from '../../../lib/contract/review';
import type { ValidationReport } from '../../../lib/contract/validation-report';
import { reviewPage } from '../../../lib/reports/review/review-page';
import { review } from '../../../lib/review/review';
import type { ReviewedTemplate } from '../../../lib/review/template';
import { acknowledged, earlier, releaseOf, stack, TODAY } from '../../review/_fixtures/releases';

const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** What a release of the small application has otherwise. */
export interface Difference {
  readonly bucketName?: string;
  readonly actions?: readonly string[];
  readonly memory?: number;
}

const resources = (
  environment: Environment,
  { bucketName = 'data', actions = ['s3:GetObject'], memory = 128 }: Difference,
): ReviewedTemplate => {
  const named = (path: string) => ({ 'aws:cdk:path': `Delivery/${environment}/Data/${path}` });
  const document = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });
  return {
    StorageData: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: `${bucketName}-${environment}-222222222222` },
      Metadata: named('Storage/Data/Resource'),
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `data-processing-${environment}-us-east-1`,
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'lambda.amazonaws.com' },
        }),
      },
      Metadata: named('Processing/Role/Resource'),
    },
    Permissions: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: document({
          Effect: 'Allow',
          Action: actions,
          Resource: `arn:aws:s3:::data-${environment}-222222222222/processed/*`,
        }),
      },
      Metadata: named('Processing/Permissions/Resource'),
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: `data-processing-${environment}`, MemorySize: memory },
      Metadata: named('Processing/Function/Resource'),
    },
  };
};

const pipeline = stack(
  {
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: { Stages: ['Source', ...ENVIRONMENTS].map((Name) => ({ Name })) },
    },
  },
  { stackName: 'delivery', path: 'Delivery', environment: undefined as never, account: '111111111111' },
);

/** The small application in three environments, and its pipeline. */
const application = (difference: Difference = {}) => [
  pipeline,
  ...ENVIRONMENTS.map((environment) =>
    stack(resources(environment, difference), {
      stackName: `data-${environment}`,
      path: `Delivery/${environment}/Data`,
      environment,
    }),
  ),
];

export const RELEASE: ReleaseFacts = {
  pipeline: { name: 'delivery', region: 'us-east-1' },
  pipelineExecutionId: '0a1b2c3d-1111-4222-8333-444455556666',
  startTime: '2026-11-23T11:40:12.000Z',
  commit: {
    id: '8f3c2d1e5b6a79880123456789abcdef01234567',
    subject: 'Keep processed files for a year',
    author: 'Ada Example',
    branch: 'main',
    url: 'https://code.example/team/delivery/commit/8f3c2d1e5b6a79880123456789abcdef01234567',
  },
  previous: {
    pipelineExecutionId: '99999999-1111-4222-8333-444455556666',
    commit: { id: '1a2b3c4d5e6f79880123456789abcdef01234567' },
    time: '2026-11-20T09:00:00.000Z',
  },
  decisions: [
    {
      decision: 'Approved',
      by: 'arn:aws:sts::111111111111:assumed-role/Approver/ada',
      comment: 'seen in staging',
      time: '2026-11-20T09:12:00.000Z',
      pipelineExecutionId: '99999999-1111-4222-8333-444455556666',
    },
  ],
};

export const VALIDATION: ValidationReport = {
  schema: 1,
  environment: 'staging',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-11-23T10:00:00.000Z',
  endTime: '2026-11-23T10:01:00.000Z',
  summary: { pass: 1, fail: 0, cannotTell: 0 },
  results: [{ check: 'log-groups-encrypted', requirement: 'ZT-07', subject: '/aws/lambda/a', status: 'pass' }],
};

/** Nothing was found by the last look. */
const DRIFT: Drift = {
  asOf: '2026-11-20T09:40:00.000Z',
  pipelineExecutionId: '99999999-1111-4222-8333-444455556666',
  differences: [],
};

/** What one page is made of. */
interface Decided {
  readonly after?: Difference;
  readonly accepted?: readonly AcknowledgedFinding[];
  readonly isFirst?: boolean;
  readonly environment?: Environment;
}

const decided = ({
  after = {},
  accepted = [],
  isFirst = false,
  environment,
}: Decided): { readonly made: Review; readonly html: string } => {
  const release = releaseOf(application(after), { acknowledged: [...accepted] });
  const baseline = isFirst
    ? ({ kind: 'nothing', because: 'none of its stacks exists there' } as const)
    : { ...earlier(application()), label: 'what runs in prod' };
  const scope = environment === undefined ? {} : { environment };
  const made: Review = {
    ...review(baseline as never, release, { ...scope, today: TODAY }),
    release: RELEASE,
    drift: DRIFT,
  };
  return { made, html: reviewPage({ review: made, report: release.report, validations: [VALIDATION] }) };
};

/** Pages that somebody has to understand in ten seconds. */
export const DECISIONS = {
  first: decided({ isFirst: true, environment: 'staging' }),
  unchanged: decided({ environment: 'prod' }),
  replaced: decided({ after: { bucketName: 'store', actions: ['s3:GetObject', 's3:DeleteObject'], memory: 256 } }),
  wider: decided({ after: { actions: ['s3:GetObject', 's3:DeleteObject'] }, environment: 'prod' }),
  accepted: decided({
    accepted: [
      acknowledged({
        stack: 'Delivery/prod/Data',
        resource: 'Delivery/prod/Data/Storage/Data/Resource',
        at: { file: 'lib/stacks/data-stack.ts', line: 68 },
      }),
    ],
    environment: 'prod',
  }),
} as const;

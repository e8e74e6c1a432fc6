import { Aws } from 'aws-cdk-lib';
import type { Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import { AccountRootPrincipal, Effect, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { approverRoleName, MAKES_RELEASES } from '../contract/approvers';
import { GATE_OF_REVIEW, RELEASES_PREFIX, REVIEW_PAGE } from '../contract/evidence-layout';
import type { EvidenceBucket } from './evidence-bucket';

/** What approvers may answer and read. */
export interface ApproverProps {
  readonly application: string;
  readonly region: string;
  readonly evidence: EvidenceBucket;
  /** As it is built: its approvals are what may be answered. */
  readonly pipeline: Pipeline;
}

/** The pages of a decision. */
const PAGES = [REVIEW_PAGE, GATE_OF_REVIEW];

/**
 * The role of approvers: answers the approvals of this pipeline and reads the pages that they are decided from, in one sign-in. It
 * cannot make what it approves. People use it, and no release does.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html
 */
export class Approver extends Construct {
  constructor(scope: Construct, id: string, { application, region, evidence, pipeline }: ApproverProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      roleName: approverRoleName(application, region),
      description: `Approvers of ${application}: answer its approvals, and read the reviews`,
      // Who in the tools account may assume it is decided there, by a policy on the person.
      assumedBy: new AccountRootPrincipal(),
    });
    new ManagedPolicy(this, 'Permissions', {
      description: `What approvers of ${application} may answer and read`,
      roles: [role],
      statements: [
        ...onPipeline(`arn:${Aws.PARTITION}:codepipeline:${region}:${Aws.ACCOUNT_ID}:${application}`, pipeline),
        ...onReviews(evidence),
        new PolicyStatement({
          sid: 'MakeNoRelease',
          effect: Effect.DENY,
          actions: [...MAKES_RELEASES],
          resources: ['*'],
        }),
      ],
    });
  }
}

const onPipeline = (arn: string, pipeline: Pipeline): readonly PolicyStatement[] => {
  const approvals = approvalsOf(pipeline).map(([stage, action]) => `${arn}/${stage}/${action}`);
  const answering = { sid: 'Answer', actions: ['codepipeline:PutApprovalResult'], resources: approvals };
  return [
    ...(approvals.length === 0 ? [] : [new PolicyStatement(answering)]),
    new PolicyStatement({
      sid: 'SeeWhatWaits',
      actions: [
        'codepipeline:GetPipeline',
        'codepipeline:GetPipelineExecution',
        'codepipeline:GetPipelineState',
        'codepipeline:ListActionExecutions',
        'codepipeline:ListPipelineExecutions',
      ],
      resources: [arn],
    }),
  ];
};

const onReviews = ({ bucket, key }: EvidenceBucket): readonly PolicyStatement[] => [
  // An environment with several targets is decided from a listing of their pages.
  new PolicyStatement({
    sid: 'ListReviews',
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': `${RELEASES_PREFIX}*` } },
  }),
  new PolicyStatement({
    sid: 'ReadReviews',
    actions: ['s3:GetObject'],
    resources: PAGES.map((page) => bucket.arnForObjects(`${RELEASES_PREFIX}*/${page}`)),
  }),
  new PolicyStatement({ sid: 'OpenReviews', actions: ['kms:Decrypt'], resources: [key.keyArn] }),
];

/** Every approval, as stage and action. */
const approvalsOf = ({ stages }: Pipeline): readonly (readonly [stage: string, action: string])[] =>
  stages.flatMap(({ stageName, actions }) =>
    actions
      .map(({ actionProperties }) => actionProperties)
      .filter(({ category }) => category === 'Approval')
      .map(({ actionName }) => [stageName, actionName] as const),
  );

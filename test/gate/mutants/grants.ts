import { describe, expect, test } from '@jest/globals';
import type { TargetStacks, TemplateResource } from '../../../lib/gate/templates/template';
import type { FoundBy, Workbench } from './mutant';

type Statement = Readonly<Record<string, unknown>>;

const RULE = 'ZT-09-PipelineRolesKeepToTheirJobs';
const ATTACHED = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

/** What no role of the pipeline may do, whatever it is for: decide, deploy, change what builds, touch evidence. */
const NEVER: readonly (readonly [what: string, action: string, resource: string])[] = [
  ['approve', 'codepipeline:PutApprovalResult', '*'],
  ['change the pipeline', 'codepipeline:UpdatePipeline', '*'],
  ['skip a stage', 'codepipeline:EnableStageTransition', '*'],
  ['run stages again', 'codepipeline:RetryStageExecution', '*'],
  ['override a condition', 'codepipeline:OverrideStageCondition', '*'],
  ['roll a stage back', 'codepipeline:RollbackStage', '*'],
  ['change a build', 'codebuild:UpdateProject', '*'],
  ['start any build', 'codebuild:StartBuild', '*'],
  ['start builds in batches', 'codebuild:StartBuildBatch', '*'],
  ['import credentials', 'codebuild:ImportSourceCredentials', '*'],
  ['deploy by itself', 'cloudformation:ExecuteChangeSet', '*'],
  [
    'become the deployment of prod',
    'sts:AssumeRole',
    'arn:aws:iam::444444444444:role/cdk-hnb659fds-deploy-role-444444444444-eu-west-1-x',
  ],
  [
    'become what CloudFormation is in prod',
    'sts:AssumeRole',
    'arn:aws:iam::444444444444:role/cdk-hnb659fds-cfn-exec-role-444444444444-eu-west-1',
  ],
  ['become any role of prod', 'sts:AssumeRole', 'arn:aws:iam::444444444444:role/*'],
  ['become somebody of prod', 'sts:AssumeRole', 'arn:aws:iam::444444444444:role/admin'],
  [
    'become a stranger',
    'sts:AssumeRole',
    'arn:aws:iam::555555555555:role/cdk-hnb659fds-deploy-role-555555555555-us-east-1',
  ],
  ['tag sessions', 'sts:TagSession', '*'],
  ['take a lock away', 's3:BypassGovernanceRetention', '*'],
  ['shorten a lock', 's3:PutObjectRetention', '*'],
  ['change the lock of the bucket', 's3:PutBucketObjectLockConfiguration', '*'],
  ['delete evidence', 's3:DeleteObject', '*'],
  ['delete versions', 's3:DeleteObjectVersion', '*'],
  ['write wherever it likes', 's3:PutObject', '*'],
  ['read whatever it likes', 's3:GetObject', '*'],
  ['sign with any key', 'kms:Sign', '*'],
  ['close releases itself', 'lambda:InvokeFunction', '*'],
  ['change what closes releases', 'lambda:UpdateFunctionCode', '*'],
  ['silence what closes releases', 'events:DisableRule', '*'],
  ['forge events', 'events:PutEvents', '*'],
  ['drop what was not closed', 'sqs:PurgeQueue', '*'],
  ['use any connection', 'codeconnections:UseConnection', '*'],
  ['read parameters', 'ssm:GetParameter', '*'],
  ['read secrets', 'secretsmanager:GetSecretValue', '*'],
  ['log everywhere', 'logs:PutLogEvents', '*'],
  ['do what a pattern says', 's3:Get*', 'arn:aws:s3:::zero-trust-delivery-artifacts-111111111111-us-east-1/*'],
  ['do everything', '*', '*'],
];

const TRUSTS: readonly (readonly [what: string, principal: unknown])[] = [
  ['a machine', { Service: 'ec2.amazonaws.com' }],
  ['a function of somebody', { Service: 'edgelambda.amazonaws.com' }],
  ['any role of its account', { AWS: 'arn:aws:iam::111111111111:root' }],
  ['a role of its account', { AWS: 'arn:aws:iam::111111111111:role/anybody' }],
];

/** Gives every role of the pipeline what it must not have: what no role has, and what only another one has. */
export const describeGrants = (foundBy: FoundBy, groups: () => readonly TargetStacks[]): void => {
  const resources = (): readonly (readonly [id: string, resource: TemplateResource])[] =>
    groups()
      .filter(({ kind }) => kind === 'pipeline')
      .flatMap(({ stacks }) => stacks.flatMap(({ template }) => Object.entries(template.Resources ?? {})));
  const roles = () => resources().flatMap(([id, { Type: type }]) => (type === 'AWS::IAM::Role' ? [id] : []));

  /** Statements of all policies with the role that has them. */
  const granted = () =>
    resources()
      .filter(([, { Type: type }]) => ATTACHED.includes(type))
      .flatMap(([, { Properties: properties = {} }]) => {
        const [{ Ref: role } = { Ref: '' }] = properties['Roles'] as { Ref: string }[];
        const { Statement: statements } = properties['PolicyDocument'] as { Statement: Statement[] };
        return statements.map((statement) => ({ role, statement }));
      });

  const look = (change: (bench: Workbench) => void) =>
    foundBy(RULE, change, 'pipeline').filter(({ because }) => !because.includes('could not look'));

  const isFound = (change: (bench: Workbench) => void): boolean => look(change).length > 0;

  const giving =
    (role: string, statement: Statement, id = 'Given') =>
    (bench: Workbench) =>
      bench.add(id, 'AWS::IAM::ManagedPolicy', {
        Roles: [{ Ref: role }],
        PolicyDocument: { Version: '2012-10-17', Statement: [{ ...statement, Effect: 'Allow' }] },
      });

  /** Those of some roles, each given a statement at once, that are not found. */
  const passedBy = (given: readonly string[], statementOf: (role: string) => Statement): readonly string[] => {
    const found = look((bench) => {
      for (const [at, role] of given.entries()) giving(role, statementOf(role), `Given${at}`)(bench);
    });
    return given.filter((role) => !found.some(({ logicalId }) => logicalId === role));
  };

  describe('roles of the pipeline as data', () => {
    test.each(NEVER)('none may %s', (_, Action, Resource) => {
      expect(roles().length).toBeGreaterThanOrEqual(7);
      expect(passedBy(roles(), () => ({ Action, Resource }))).toEqual([]);
    });

    test('none may do what another one does', () => {
      const all = granted();
      expect(all.length).toBeGreaterThan(25);
      const pairs = (statement: Statement) =>
        [statement['Action']]
          .flat()
          .flatMap((action) => [statement['Resource']].flat().map((each) => JSON.stringify([action, each])));
      const has = (role: string) =>
        new Set(all.filter((each) => each.role === role).flatMap(({ statement }) => pairs(statement)));
      const owned = new Map(roles().map((role) => [role, has(role)]));
      const passed = all.flatMap((each) => {
        const lacking = (role: string) => pairs(each.statement).filter((pair) => owned.get(role)?.has(pair) !== true);
        const others = roles().filter((role) => lacking(role).length > 0);
        return passedBy(others, () => each.statement).map((role) => `${role} as ${each.role}: ${lacking(role).join()}`);
      });
      // What builds read and write as artifacts, and the log groups of these stacks, are the same kind to all of them.
      const common = /(StoreArtifacts|StoreKey|BuildLogs|CloserLogs|Replication)/;
      // Auditors read all evidence; what closes releases may add to every record, and reads the pages of approvers in them.
      const wider =
        /^(ReaderRole\w+ as .*GetObject|CloserRole\w+ as (.*PutObject|ApproverRole\w+: .*GetObject)).*EvidenceBucket/;
      expect(passed.filter((each) => !common.test(each.split(': ')[1] ?? '') && !wider.test(each))).toEqual([]);
    });

    test.each<[string, (statement: Statement) => Statement]>([
      ['everything', (statement) => ({ ...statement, Resource: '*' })],
      ['every other action', ({ Action: action, ...rest }) => ({ ...rest, NotAction: action })],
      ['every other resource', ({ Resource: resource, ...rest }) => ({ ...rest, NotResource: resource })],
      ['what the deployment knows', (statement) => ({ ...statement, Resource: { 'Fn::ImportValue': 'x' } })],
    ])('no statement speaks of %s', (_, widen) => {
      const own = (role: string) => granted().find((each) => each.role === role)?.statement ?? {};
      const holders = roles().filter((role) => granted().some((each) => each.role === role));
      expect(passedBy(holders, (role) => widen(own(role)))).toEqual([]);
    });

    test('the self-update becomes roles of the bootstrap only', () => {
      const [tagged] = granted().filter(
        ({ statement }) => statement['Condition'] !== undefined && statement['Action'] === 'sts:AssumeRole',
      );
      if (tagged === undefined) throw new Error('nobody becomes roles by their tag');
      const { Condition: _, ...always } = tagged.statement;
      const executing = {
        'ForAnyValue:StringEquals': { 'iam:ResourceTag/aws-cdk:bootstrap-role': ['cloudformation'] },
      };
      expect(isFound(giving(tagged.role, always))).toBe(true);
      expect(isFound(giving(tagged.role, { ...always, Condition: executing }))).toBe(true);
    });

    test.each(TRUSTS)('none is become by %s', (_, Principal) => {
      const found = look((bench) => {
        for (const role of roles()) {
          const statements = bench.statements(role, 'AWS::IAM::Role', 'AssumeRolePolicyDocument');
          statements.push({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal });
        }
      });
      const passed = roles().filter((role) => !found.some(({ logicalId }) => logicalId === role));
      // Auditors and approvers are people of the account, who are let in there.
      expect(passed.filter((role) => !/^(Reader|Approver)/.test(role))).toEqual([]);
    });

    test('a role that nothing uses, and one that two jobs use, are found', () => {
      const trust = {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'codebuild.amazonaws.com' } }],
      };
      expect(isFound((bench) => bench.add('Another', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trust }))).toBe(
        true,
      );
      const [synthesis, validation] = ['PipelineBuildSynth', 'ValidationRole'].map((prefix) =>
        roles().find((id) => id.startsWith(prefix)),
      );
      const projects = resources().flatMap(([id, { Type: type }]) => (type === 'AWS::CodeBuild::Project' ? [id] : []));
      const sharing = (project: string, role = '') =>
        isFound((bench) => bench.set(project, '', 'ServiceRole', { 'Fn::GetAtt': [role, 'Arn'] }));
      const own = (project: string, role: string) =>
        /Validate|Revalidation/.test(project) === role.startsWith('Validation');
      const passed = projects.flatMap((project) =>
        [synthesis ?? '', validation ?? '']
          .filter((role) => !own(project, role) && !sharing(project, role))
          .map((role) => `${project} as ${role}`),
      );
      expect(passed.filter((each) => !/BuildSynth.* as .*BuildSynth/.test(each))).toEqual([]);
    });

    test('what an account keeps elsewhere is no permission that is known', () => {
      const elsewhere = ['arn:aws:iam::aws:policy/AdministratorAccess', 'arn:aws:iam::111111111111:policy/anything'];
      const found = look((bench) => {
        for (const role of roles()) bench.set(role, 'AWS::IAM::Role', 'ManagedPolicyArns', elsewhere);
      });
      expect(roles().filter((role) => !found.some(({ logicalId }) => logicalId === role))).toEqual([]);
    });
  });
};

import { listAt, objectAt } from '../../../ground/json';
import { coversAction, outsidersDoing, sentenceOf, servicesLetIn } from '../../../policy';
import { policyAt } from '../../templates/asking';
import { closingFunctions } from '../../templates/evidence';
import { actionsOf } from '../../templates/pipelines';
import { permissionsOf } from '../../templates/roles';
import type { Resource, Target } from '../../templates/target';
import { jobOf } from './job-of';
import type { KnownJob } from './known-jobs';

/** What an approval is answered by. */
const ANSWER = 'codepipeline:PutApprovalResult';

/** What makes a release. */
const MAKES = 'codepipeline:StartPipelineExecution';

/** Who a role of the pipeline's stacks is for. */
export type Holder =
  | KnownJob['id']
  | 'unknown job'
  | 'pipeline'
  | 'starting'
  | 'telling'
  | 'closing'
  | 'function'
  | 'auditor'
  | 'approver';

/** The service that each becomes a role by; auditors and approvers are people of the account. */
export const SERVICES: Readonly<Record<Holder, string>> = {
  synthesis: 'codebuild.amazonaws.com',
  'self-update': 'codebuild.amazonaws.com',
  publishing: 'codebuild.amazonaws.com',
  validation: 'codebuild.amazonaws.com',
  revalidation: 'codebuild.amazonaws.com',
  'unknown job': 'codebuild.amazonaws.com',
  pipeline: 'codepipeline.amazonaws.com',
  starting: 'events.amazonaws.com',
  telling: 'events.amazonaws.com',
  closing: 'lambda.amazonaws.com',
  function: 'lambda.amazonaws.com',
  auditor: '',
  approver: '',
};

/** For whom a role is, by what uses it; several where several do. */
export const holdersOf = (role: Resource, target: Target): readonly Holder[] => {
  const isIt = (value: unknown): boolean => target.find(value, 'AWS::IAM::Role') === role;
  const pipelines = target.of('AWS::CodePipeline::Pipeline');
  const closers = closingFunctions(target);
  const used: readonly Holder[] = [
    ...pipelines.filter(({ properties }) => isIt(properties['RoleArn'])).map(() => 'pipeline' as const),
    ...pipelines
      .flatMap(actionsOf)
      .filter(({ roleArn }) => isIt(roleArn))
      .map(() => 'pipeline' as const),
    ...target
      .of('AWS::CodeBuild::Project')
      .filter(({ properties }) => isIt(properties['ServiceRole']))
      .map((project) => jobOf(project).job?.id ?? ('unknown job' as const))
      // Both ask as the one role that targets trust, by the same programs.
      .map((id) => (id === 'revalidation' ? ('validation' as const) : id)),
    ...target
      .of('AWS::Lambda::Function')
      .filter(({ properties }) => isIt(properties['Role']))
      .map((each) => (closers.includes(each) ? ('closing' as const) : ('function' as const))),
    ...target
      .of('AWS::Events::Rule')
      .flatMap(({ properties }) => listAt(properties['Targets']).map(objectAt))
      .filter((each) => isIt(each['RoleArn']))
      .map((each) => (target.find(each['Arn'], 'AWS::SNS::Topic') ? ('telling' as const) : ('starting' as const))),
  ];
  if (used.length > 0) return [...new Set(used)];
  if (trustOf(role).length > 0) return [];
  return [isOfApprovers(role, target) ? 'approver' : 'auditor'];
};

/** Whether a role may answer an approval, or is kept from making releases: then it is for who does, where somebody is asked. */
const isOfApprovers = (role: Resource, target: Target): boolean =>
  permissionsOf(role, target).policies.some((policy) =>
    listAt(policy['Statement'])
      .map(objectAt)
      .some(({ Effect: effect, Action: actions }) =>
        listAt(actions).some((each) => coversAction(String(each), effect === 'Deny' ? MAKES : ANSWER)),
      ),
  );

/** Services that may become a role; nothing where only people of its own account may. */
export const trustOf = (role: Resource): readonly string[] => {
  const policy = policyAt(role.properties['AssumeRolePolicyDocument']);
  return servicesLetIn(policy, { type: role.type, region: role.stack.region }, 'sts:AssumeRole');
};

/** Who of accounts, its own among them, may become a role himself, and how; not services. */
export const peopleTrusted = (role: Resource): readonly string[] => {
  const policy = policyAt(role.properties['AssumeRolePolicyDocument']);
  const guarded = { type: role.type, region: role.stack.region };
  return outsidersDoing('sts:AssumeRole', policy, guarded, { accounts: [], service: () => true }).map(sentenceOf);
};

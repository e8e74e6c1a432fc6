import { listAt, objectAt } from '../../../ground/json';
import { outsidersDoing, sentenceOf, servicesLetIn } from '../../../policy';
import { policyAt } from '../../templates/asking';
import { closingFunctions } from '../../templates/evidence';
import { actionsOf } from '../../templates/pipelines';
import type { Resource, Target } from '../../templates/target';
import { jobOf } from './job-of';
import type { KnownJob } from './known-jobs';

/** Who a role of the pipeline's stacks is for. */
export type Holder = KnownJob['id'] | 'unknown job' | 'pipeline' | 'starting' | 'closing' | 'function' | 'auditor';

/** The service that each becomes a role by; auditors are people of the account. */
export const SERVICES: Readonly<Record<Holder, string>> = {
  synthesis: 'codebuild.amazonaws.com',
  'self-update': 'codebuild.amazonaws.com',
  publishing: 'codebuild.amazonaws.com',
  validation: 'codebuild.amazonaws.com',
  'unknown job': 'codebuild.amazonaws.com',
  pipeline: 'codepipeline.amazonaws.com',
  starting: 'events.amazonaws.com',
  closing: 'lambda.amazonaws.com',
  function: 'lambda.amazonaws.com',
  auditor: '',
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
      .map((project) => jobOf(project).job?.id ?? ('unknown job' as const)),
    ...target
      .of('AWS::Lambda::Function')
      .filter(({ properties }) => isIt(properties['Role']))
      .map((each) => (closers.includes(each) ? ('closing' as const) : ('function' as const))),
    ...target
      .of('AWS::Events::Rule')
      .filter(({ properties }) => listAt(properties['Targets']).some((each) => isIt(objectAt(each)['RoleArn'])))
      .map(() => 'starting' as const),
  ];
  if (used.length > 0) return [...new Set(used)];
  return trustOf(role).length === 0 ? ['auditor'] : [];
};

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

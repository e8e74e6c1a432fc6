import { listAt, objectAt } from '../../ground/json';
import { Unresolved } from '../templates/intrinsics';
import { actionsOf } from '../templates/pipelines';
import type { Resource, Target } from '../templates/target';
import type { Finding, StackTemplate } from '../templates/template';
import { QUOTAS } from './quotas';
import type { Rule } from './rule';

/** ZT-00: what is judged can be deployed. */
export const withinQuotas: Rule = {
  id: 'ZT-00-WithinQuotas',
  requires: 'Templates, policies and the pipeline stay within what AWS takes of them.',
  why: 'What is too large is refused when it is deployed: the pipeline cannot update itself any more, or some targets have the release and others do not.',
  fix: 'Write once what many targets repeat, deploy fewer targets, or split them between two applications.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
  hipaa: ['164.308(a)(8)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.stacks.flatMap(ofTemplate),
    ...target.each('AWS::CodePipeline::Pipeline', ofPipeline),
    ...target.each('AWS::IAM::Role', ofRole),
    ...target.each('AWS::IAM::ManagedPolicy', ({ properties }) =>
      over('managedPolicy', sizeOf(properties['PolicyDocument']), 'it has'),
    ),
    ...target.each('AWS::KMS::Key', ({ properties }) =>
      over('keyPolicy', sizeOf(properties['KeyPolicy']), 'its policy has'),
    ),
    ...target.each('AWS::S3::BucketPolicy', ({ properties }) =>
      over('bucketPolicy', sizeOf(properties['PolicyDocument']), 'it has'),
    ),
  ],
};

/** What is above a quota, as a sentence. */
const over = (name: keyof typeof QUOTAS, size: number, has: string): readonly string[] => {
  const { most, unit } = QUOTAS[name];
  return size > most ? [`${has} ${number(size)} ${unit}, and AWS takes ${number(most)}`] : [];
};

const number = (value: number): string => value.toLocaleString('en-US');

/** As JSON without white space; of what only the deployment knows, as it stands in the template. */
const sizeOf = (value: unknown): number => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)));

/** As the CDK writes it. */
const ofTemplate = (stack: StackTemplate): readonly Finding[] => {
  const { Resources: resources, Outputs: outputs, Parameters: parameters } = stack.template;
  const count = (value: object | undefined) => Object.keys(value ?? {}).length;
  const flaws = [
    ...over('template', Buffer.byteLength(JSON.stringify(stack.template, undefined, 1)), 'it has'),
    ...over('resources', count(resources), 'it has'),
    ...over('outputs', count(outputs), 'it has'),
    ...over('parameters', count(parameters), 'it has'),
  ];
  return flaws.map((because) => ({ stack, logicalId: '(the whole stack)', because }));
};

const ofPipeline = (pipeline: Resource): readonly string[] => {
  const actions = actionsOf(pipeline);
  const stages = listAt(pipeline.properties['Stages']).map((each) => String(objectAt(each)['Name']));
  return [
    ...over('stages', stages.length, 'it has'),
    ...over('actions', actions.length, 'it has'),
    ...stages.flatMap((name) =>
      over('actionsOfStage', actions.filter(({ stage }) => stage === name).length, `stage ${name} has`),
    ),
    ...actions.flatMap(({ name, configuration }) =>
      Object.entries(configuration).flatMap(([key, value]) =>
        value instanceof Unresolved ? [] : over('configuration', String(value).length, `${key} of action ${name} has`),
      ),
    ),
  ];
};

const ofRole = (role: Resource, target: Target): readonly string[] => {
  const isIts = ({ properties }: Resource): boolean =>
    [...listAt(properties['Roles']), ...listAt(properties['RoleName'])].some(
      (name) => target.find(name, 'AWS::IAM::Role') === role,
    );
  const inline = [
    ...listAt(role.properties['Policies']).map((each) => objectAt(each)['PolicyDocument']),
    ...target
      .of('AWS::IAM::Policy', 'AWS::IAM::RolePolicy')
      .filter(isIts)
      .map(({ properties }) => properties['PolicyDocument']),
  ];
  const attached = target.of('AWS::IAM::ManagedPolicy').filter(isIts).length;
  return [
    ...over(
      'inlinePolicies',
      inline.reduce<number>((sum, each) => sum + sizeOf(each), 0),
      'its inline policies have',
    ),
    ...over('attachedPolicies', listAt(role.properties['ManagedPolicyArns']).length + attached, 'it has'),
    ...over('trust', sizeOf(role.properties['AssumeRolePolicyDocument']), 'its trust policy has'),
  ];
};

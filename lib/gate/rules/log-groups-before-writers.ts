import { isObject, listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import { mayWriteLogs } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-07: whoever writes logs writes them to a log group of the target that is there first. */
export const logGroupsBeforeWriters: Rule = {
  id: 'ZT-07-LogGroupsBeforeWriters',
  requires: 'Every function and build writes to a log group of this target that exists before it.',
  why: 'Otherwise the service makes a log group at the first event: not encrypted with our key, and kept for ever.',
  fix: 'Name an EncryptedLogGroup in LoggingConfig.LogGroup or LogsConfig; helpers of the CDK get theirs from helper-functions.ts.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html',
  hipaa: ['164.312(a)(2)(iv)', '164.312(b)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each('AWS::Lambda::Function', flawsOfFunction),
    ...target.each('AWS::CodeBuild::Project', flawsOfBuild),
  ],
};

const flawsOfFunction = (writer: Resource, target: Target): readonly string[] => {
  const { LogGroup: name = `/aws/lambda/${writer.identity.name}` } = objectAt(writer.properties['LoggingConfig']);
  const group = target.find(name, 'AWS::Logs::LogGroup');
  const role = target.find(writer.properties['Role'], 'AWS::IAM::Role');
  return [
    ...flawsOfGroup(writer, name, target),
    ...(role === undefined || group === undefined || mayWriteLogs(role, group, target)
      ? []
      : [`its role ${role.logicalId} may not write to its log group ${group.logicalId}, so nobody sees what it does`]),
  ];
};

const flawsOfBuild = (writer: Resource, target: Target): readonly string[] => {
  const { Status: status, GroupName: name } = objectAt(objectAt(writer.properties['LogsConfig'])['CloudWatchLogs']);
  if (status === 'DISABLED') return [];
  return flawsOfGroup(writer, name ?? `/aws/codebuild/${writer.identity.name}`, target);
};

const flawsOfGroup = (writer: Resource, name: unknown, target: Target): readonly string[] => {
  const group = target.find(name, 'AWS::Logs::LogGroup');
  if (group === undefined) return [`its log group ${shown(name)} is in no template of this target`];
  const waits = group.stack !== writer.stack || mentions(writer.template.Properties, group.logicalId);
  return waits || listAt(writer.template.DependsOn).includes(group.logicalId)
    ? []
    : [`nothing makes it wait for its log group ${group.logicalId}: a service may be quicker`];
};

/** Whether CloudFormation sees a reference to a resource in a value. */
const mentions = (value: unknown, logicalId: string): boolean => {
  if (Array.isArray(value)) return value.some((each) => mentions(each, logicalId));
  if (!isObject(value)) return false;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value;
  if (ref === logicalId || listAt(attribute)[0] === logicalId) return true;
  if (listAt(sub).some((each) => typeof each === 'string' && each.includes(`\${${logicalId}`))) return true;
  return Object.values(value).some((each) => mentions(each, logicalId));
};

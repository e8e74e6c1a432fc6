import { approverRoleName } from '../../contract/approvers';
import { closingFunctionName, evidenceBucketName, evidenceReaderRoleName } from '../../contract/evidence-layout';
import * as names from '../../contract/names';
import { LONGEST_NAMES } from '../../promises/name-lengths';
import type { ReadConfig } from '../schema';
import { type ConfigRule, type PlacedTarget, targetsOf } from './rule';

interface PhysicalName {
  readonly type: keyof typeof LONGEST_NAMES;
  readonly name: string;
}

/** Names of targets begin with these, and other applications' own names with the application. */
const WORDS_OF_TARGETS = ['data', 'delivery', 'rotate-key-ring', 'validation-access'];

/** An application has names of its own: none of a target, nor the name of another application's artifact stack. */
export const ownApplication: ConfigRule = ({ application }) => {
  const word = WORDS_OF_TARGETS.find((each) => `${application}-`.startsWith(`${each}-`));
  const must =
    word !== undefined
      ? `must not begin with "${word}", as the names of targets do`
      : application.endsWith('-replication')
        ? 'must not end with "-replication", as the name of the stack of artifacts in other regions does'
        : undefined;
  return must === undefined ? [] : [{ path: ['application'], must }];
};

/** No name becomes too long: CloudFormation would say so only in the middle of a release. */
export const physicalNames: ConfigRule = (config) => {
  const tools = tooLong(namesOfTools(config)).map((must) => ({ path: ['application'], must }));
  if (tools.length > 0 && config.application !== names.DEFAULT_APPLICATION) return tools;
  const targets = targetsOf(config).flatMap((placed) =>
    tooLong(namesOfTarget(config.application, placed)).map((must) => ({
      path: [...placed.path.slice(0, 2), 'name'],
      must,
      ...(config.application === names.DEFAULT_APPLICATION
        ? {}
        : { cure: 'make it or the name of the application shorter in delivery.config.ts' }),
    })),
  );
  return [...tools, ...targets];
};

/** At most one complaint, about the name that is furthest over. */
const tooLong = (all: readonly PhysicalName[]): readonly string[] => {
  const over = ({ type, name }: PhysicalName): number => name.length - LONGEST_NAMES[type].characters;
  const [worst] = all.filter((each) => over(each) > 0).toSorted((one, other) => over(other) - over(one));
  if (worst === undefined) return [];
  const { type, name } = worst;
  const { kind, characters } = LONGEST_NAMES[type];
  return [
    `must be shorter by ${over(worst)}: it makes the ${kind} name ${name}, ${name.length} characters where AWS takes ${characters}`,
  ];
};

/** Those that are nearest to what AWS takes; a test holds all names of a whole delivery to it. */
const namesOfTools = ({ application, tools, environments }: ReadConfig): readonly PhysicalName[] => {
  const regions = new Set([
    tools.region,
    ...environments.flatMap(({ targets }) => targets.map(({ region }) => region)),
  ]);
  const closing = closingFunctionName(application);
  return [
    { type: 'AWS::S3::Bucket', name: evidenceBucketName(application, tools.account, tools.region) },
    ...[...regions].flatMap((region) => [
      { type: 'AWS::S3::Bucket' as const, name: names.artifactBucketName(application, tools.account, region) },
      { type: 'AWS::S3::Bucket' as const, name: names.artifactAccessLogBucketName(application, tools.account, region) },
    ]),
    { type: 'AWS::Lambda::Function', name: closing },
    { type: 'AWS::SQS::Queue', name: `${closing}-dead-letters` },
    { type: 'AWS::IAM::Role', name: names.functionRoleName(closing, tools.region) },
    { type: 'AWS::IAM::Role', name: evidenceReaderRoleName(application, tools.region) },
    { type: 'AWS::IAM::Role', name: approverRoleName(application, tools.region) },
    { type: 'AWS::IAM::Role', name: names.validationRoleName(application) },
    ...names.PIPELINE_ROLES.map((purpose) => ({
      type: 'AWS::IAM::Role' as const,
      name: names.pipelineRoleName(application, purpose, tools.region),
    })),
  ];
};

const namesOfTarget = (
  application: string,
  { environment, target: { account, region } }: PlacedTarget,
): readonly PhysicalName[] => {
  const name = names.qualifiedEnvironment(application, environment.name);
  const functions = [
    names.functionName(name),
    names.rotationFunctionName(name),
    ...names.HELPERS.map((purpose) => names.resourceName(name, purpose)),
  ];
  const roles = [
    ...functions.map((each) => names.functionRoleName(each, region)),
    names.targetValidationRoleName(name, region),
    names.targetProtectionRoleName(name, region),
  ];
  return [
    { type: 'AWS::S3::Bucket', name: names.dataBucketName(name, account, region) },
    { type: 'AWS::S3::Bucket', name: names.accessLogBucketName(name, account, region) },
    ...functions.map((each) => ({ type: 'AWS::Lambda::Function' as const, name: each })),
    ...roles.map((each) => ({ type: 'AWS::IAM::Role' as const, name: each })),
    { type: 'AWS::SQS::Queue', name: names.deadLettersOf(names.functionName(name)) },
    { type: 'AWS::CloudTrail::Trail', name: names.trailName(name, region) },
    { type: 'AWS::CloudFormation::Stack', name: names.validationAccessStackName(name) },
  ];
};

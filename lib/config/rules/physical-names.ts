import { evidenceBucketName } from '../../contract/evidence-layout';
import * as names from '../../contract/names';
import type { ReadConfig } from '../schema';
import { type ConfigRule, type PlacedTarget, targetsOf } from './rule';

/** Longest names that AWS takes. Source: the naming rules of S3, IAM, Lambda and SQS in their user guides. */
const LIMITS = { bucket: 63, role: 64, function: 64, queue: 80 } as const;

interface PhysicalName {
  readonly kind: keyof typeof LIMITS;
  readonly name: string;
}

/** No name becomes too long: CloudFormation would say so only in the middle of a release. */
export const physicalNames: ConfigRule = (config) => {
  const tools = tooLong(namesOfTools(config)).map((must) => ({ path: ['application'], must }));
  const targets = targetsOf(config).flatMap((placed) =>
    tooLong(namesOfTarget(placed)).map((must) => ({ path: [...placed.path.slice(0, 2), 'name'], must })),
  );
  return [...tools, ...targets];
};

/** At most one complaint, about the name that is furthest over. */
const tooLong = (all: readonly PhysicalName[]): readonly string[] => {
  const over = ({ kind, name }: PhysicalName): number => name.length - LIMITS[kind];
  const [worst] = all.filter((each) => over(each) > 0).toSorted((one, other) => over(other) - over(one));
  if (worst === undefined) return [];
  const { kind, name } = worst;
  return [
    `must be shorter by ${over(worst)}: it makes the ${kind} name ${name}, ${name.length} characters where AWS takes ${LIMITS[kind]}`,
  ];
};

const namesOfTools = ({ application, tools, environments }: ReadConfig): readonly PhysicalName[] => {
  const regions = new Set([
    tools.region,
    ...environments.flatMap(({ targets }) => targets.map(({ region }) => region)),
  ]);
  return [
    { kind: 'bucket', name: evidenceBucketName(application, tools.account, tools.region) },
    ...[...regions].flatMap((region) => [
      { kind: 'bucket' as const, name: names.artifactBucketName(application, tools.account, region) },
      { kind: 'bucket' as const, name: names.artifactAccessLogBucketName(application, tools.account, region) },
    ]),
  ];
};

const namesOfTarget = ({
  environment: { name },
  target: { account, region },
}: PlacedTarget): readonly PhysicalName[] => [
  { kind: 'bucket', name: names.dataBucketName(name, account, region) },
  { kind: 'bucket', name: names.accessLogBucketName(name, account, region) },
  { kind: 'function', name: names.functionName(name) },
  { kind: 'function', name: names.rotationFunctionName(name) },
  { kind: 'role', name: names.functionRoleName(names.functionName(name), region) },
  { kind: 'role', name: names.functionRoleName(names.rotationFunctionName(name), region) },
  { kind: 'role', name: names.targetValidationRoleName(name, region) },
  { kind: 'queue', name: names.deadLetterQueueName(name) },
];

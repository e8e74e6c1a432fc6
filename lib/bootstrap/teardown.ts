import { holdsForGood, whyItHolds } from '../contract/data-holders';
import type { EnvironmentPolicies } from '../execution-policy/execution-policies';
import type { DeclaredTemplate, PlacedStack } from '../execution-policy/template';
import { partitionOf } from '../execution-policy/template-arns';
import { groupBy } from '../ground/group-by';
import { type AccountRegion, placeName } from './places';

/** A stack as the last synthesis has it. */
export interface StandingStack extends PlacedStack {
  /** Deployed by hand, as the pipeline's own is; the pipeline deploys the others. */
  readonly topLevel: boolean;
}

/** What is taken down, and how accounts are reached. */
export interface Deployment {
  /** In the order of the configuration. */
  readonly stacks: readonly StandingStack[];
  /** In the order in which they were bootstrapped. */
  readonly places: readonly AccountRegion[];
  readonly qualifier: string;
  /** Name of the bootstrap's stack. */
  readonly toolkit: string;
  readonly policies: readonly EnvironmentPolicies[];
  /** Of a source that is reached by one. */
  readonly connectionArn?: string;
  /** Profiles of the `aws` command line, by account. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** One step of a teardown. */
export interface TeardownStep {
  readonly title: string;
  /** To be pasted, in this order. */
  readonly commands: readonly string[];
  /** What nobody gets back afterwards. */
  readonly lost: readonly string[];
  /** What is still there afterwards, and costs. */
  readonly stays: readonly string[];
}

/**
 * Everything that was made, in the order in which it can be taken away: first the pipeline, so that nothing is released meanwhile;
 * then the environments, the last one first; what the pipeline needed in other regions; and last the bootstraps, because
 * CloudFormation deletes a stack by the role it was made with.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
 */
export const teardownSteps = (standing: Deployment): readonly TeardownStep[] => {
  const { stacks, places, connectionArn } = standing;
  const byHand = stacks.filter(({ topLevel }) => topLevel);
  const isPipeline = ({ template }: StandingStack): boolean =>
    typesIn(template).includes('AWS::CodePipeline::Pipeline');
  const ordered = [
    ...byHand.filter(isPipeline),
    ...stacks.filter(({ topLevel }) => !topLevel).toReversed(),
    ...byHand.filter((stack) => !isPipeline(stack)),
  ];
  const [, , , region = '', account = ''] = connectionArn?.split(':') ?? [];
  const connection = {
    title: 'the connection to the git host; the application installed there is removed at the host',
    commands: [
      aws(standing, { account, region }, `codeconnections delete-connection --connection-arn ${connectionArn}`),
    ],
    lost: [],
    stays: [],
  };
  return [
    ...ordered.map((stack) => stackStep(standing, stack)),
    ...places.map((place) => bootstrapStep(standing, place)),
    ...(connectionArn === undefined ? [] : [connection]),
  ];
};

/** What to know before the commands are run: those of an account without a profile go wherever `aws` is signed in. */
export const unprofiled = ({ places, profiles }: Pick<Deployment, 'places' | 'profiles'>): readonly string[] => {
  const accounts = [...new Set(places.map(({ account }) => account))].filter((account) => !profiles.has(account));
  return accounts.length === 0
    ? []
    : [
        `no profile is named for ${accounts.join(', ')}: commands for them run in whatever account aws is signed in to;`,
        `say ${accounts.map((account) => `--profile ${account}=NAME`).join(' ')}`,
      ];
};

const aws = ({ profiles }: Deployment, { account, region }: AccountRegion, words: string): string =>
  `aws ${words} --region ${region}${profiles.has(account) ? ` --profile ${profiles.get(account)}` : ''}`;

const deletion = (standing: Deployment, place: AccountRegion, stackName: string): readonly string[] =>
  [
    'update-termination-protection --no-enable-termination-protection',
    'delete-stack',
    'wait stack-delete-complete',
  ].map((verb) => aws(standing, place, `cloudformation ${verb} --stack-name ${stackName}`));

const stackStep = (standing: Deployment, stack: StandingStack): TeardownStep => {
  const all = Object.entries(stack.template.Resources);
  const kept = all.filter(([, { DeletionPolicy }]) => `${DeletionPolicy}`.startsWith('Retain'));
  const lost = all.filter((each) => !kept.includes(each)).flatMap(([, { Type }]) => (holdsForGood(Type) ? [Type] : []));
  return {
    title: `${stack.stackName} in ${placeName(stack)}`,
    commands: deletion(standing, stack, stack.stackName),
    lost: [...groupBy(lost, (type) => type)].map(([type, { length }]) => {
      const wait = type === 'AWS::KMS::Key' ? '; AWS waits 30 days by itself, in which it can be kept' : '';
      return `${length} ${type}: ${whyItHolds(type)}${wait}`;
    }),
    stays: kept.map(([id, { Type, Properties }]) => {
      const locked = Properties['ObjectLockEnabled'] === true ? ', and every object in it until its lock is over' : '';
      return `${Type} ${nameIn(Properties) ?? id}${locked}`;
    }),
  };
};

/** A name that the template gives; the last of the usual properties. */
const nameIn = (properties: Readonly<Record<string, unknown>>): string | undefined =>
  Object.entries(properties).flatMap(([key, value]) =>
    NAMING.test(key) && typeof value === 'string' ? [value] : [],
  )[0];

const NAMING = /^(Bucket|Table|Queue|Topic|LogGroup|Trail|Alias|Function|Role)?Name$/;

const bootstrapStep = (standing: Deployment, place: AccountRegion): TeardownStep => {
  const { toolkit, qualifier } = standing;
  const policies = standing.policies.find((each) => placeName(each) === placeName(place))?.policies ?? [];
  return {
    title: `the bootstrap of ${placeName(place)}, ${toolkit}, and what its role could do`,
    commands: [
      ...deletion(standing, place, toolkit),
      ...policies.flatMap(({ name }) => policyDeletion(standing, place, name)),
    ],
    lost: [],
    stays: [`AWS::S3::Bucket cdk-${qualifier}-assets-${place.account}-${place.region}`],
  };
};

/** IAM deletes no policy that has more than one version. */
const policyDeletion = (standing: Deployment, place: AccountRegion, name: string): readonly string[] => {
  const arn = `--policy-arn arn:${partitionOf(place.region)}:iam::${place.account}:policy/${name}`;
  const versions = `iam list-policy-versions ${arn} --query 'Versions[?!IsDefaultVersion].VersionId' --output text`;
  return [
    `for version in $(${aws(standing, place, versions)}); do ${aws(standing, place, `iam delete-policy-version ${arn} --version-id "$version"`)}; done`,
    aws(standing, place, `iam delete-policy ${arn}`),
  ];
};

const typesIn = ({ Resources }: DeclaredTemplate): readonly string[] =>
  Object.values(Resources).map(({ Type }) => Type);

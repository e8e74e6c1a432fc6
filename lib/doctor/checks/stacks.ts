import { placeName } from '../../bootstrap/places';
import {
  alarmTopicName,
  DEFAULT_APPLICATION,
  dataStackName,
  isOtherApplications,
  qualifiedEnvironment,
  validationAccessStackName,
} from '../../contract/names';
import { FOR_A_PERSON, PAGES } from '../../recovery/stuck';
import type { ListedStack, NamedKind } from '../cloud/doctor-cloud';
import { atEveryPlace, type DoctorCheck, problem, type Symptom } from '../doctor-check';
import type { DoctorPlace, Patient, SynthesizedStack } from '../patient';
import { placedText, plannedResources } from '../template-names';

const stacksAt = async (
  { account, region }: DoctorPlace,
  { synthesis }: Patient,
): Promise<readonly SynthesizedStack[]> =>
  (await synthesis()).stacks.filter((stack) => stack.account === account && stack.region === region);

const UNBLOCK = 'bin/delivery unblock --plan shows what frees it, and bin/delivery unblock does so';

const deleting = (name: string, region: string): string =>
  `aws cloudformation delete-stack --region ${region} --stack-name ${name}`;

const unprotected = (name: string, region: string): string =>
  `aws cloudformation update-termination-protection --region ${region} --no-enable-termination-protection --stack-name ${name} && ${deleting(name, region)}`;

/** What a stack that stands in a state needs; in the others the next deployment may begin. `bin/delivery unblock` does what loses nothing. */
const CURES: Readonly<Record<string, string>> = {
  ROLLBACK_COMPLETE: UNBLOCK,
  REVIEW_IN_PROGRESS: UNBLOCK,
  UPDATE_ROLLBACK_FAILED: UNBLOCK,
  ...Object.fromEntries(Object.entries(FOR_A_PERSON).map(([status, page]) => [status, `docs/runbook.md, "${page}"`])),
};

const unowned = async (place: DoctorPlace, patient: Patient): Promise<readonly Symptom[]> => {
  const own = new Set((await stacksAt(place, patient)).map(({ stackName }) => stackName));
  const others = (await place.cloud.stacks()).filter(({ name }) => !own.has(name));
  const found: Symptom[] = [];
  for (const stack of others) {
    if (!(await isOurs(stack, place, patient))) continue;
    const what = `${stack.name} is of no stage of the pipeline: nothing deploys, validates or takes it away any more`;
    const cure = `put its environment and target back into delivery.config.ts, or, where its data may go: ${unprotected(stack.name, place.region)}`;
    found.push(problem(placeName(place), what, cure));
  }
  return found;
};

/** Whether this application has made a stack. `data-…` may be anybody's: ours has the alarm topic of its environment. */
const isOurs = async ({ name }: ListedStack, { cloud }: DoctorPlace, { config }: Patient): Promise<boolean> => {
  const environmentAfter = (prefix: string): string | undefined => {
    const beginning = `${prefix}${qualifiedEnvironment(config.application, '')}`;
    if (!name.startsWith(beginning)) return undefined;
    const rest = name.slice(prefix.length);
    const another =
      config.application === DEFAULT_APPLICATION && [...rest].some((_, at) => isOtherApplications(rest.slice(at)));
    return another ? undefined : rest;
  };
  if (environmentAfter(validationAccessStackName('')) !== undefined) return true;
  const environment = environmentAfter(dataStackName(''));
  if (environment === undefined) return false;
  return (await cloud.resources(name)).some(({ id }) => id.endsWith(`:${alarmTopicName(environment)}`));
};

const NAMES: Readonly<Record<NamedKind | 'AWS::S3::Bucket', string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
};

const isNamed = (type: string): type is keyof typeof NAMES => Object.hasOwn(NAMES, type);

/** Names of a stack's template that exist, and that the stack does not own. */
const collisions = async (stack: SynthesizedStack, place: DoctorPlace): Promise<readonly Symptom[]> => {
  const { cloud } = place;
  const there = (await cloud.stacks()).some(({ name }) => name === stack.stackName);
  const owned = new Set(there ? (await cloud.resources(stack.stackName)).map(({ type, id }) => `${type} ${id}`) : []);
  const wanted = plannedResources(stack).flatMap(({ type, properties }) => {
    if (!isNamed(type)) return [];
    const given = properties[NAMES[type]];
    if (given === undefined) return []; // CloudFormation makes a name of its own
    return [{ type, name: placedText(given, stack) ?? '' }];
  });
  const asked = wanted.filter(({ type, name }) => !owned.has(`${type} ${name}`));
  const seen = await Promise.all(asked.map(({ type, name }) => taken(type, name, stack, place)));
  return seen.flat();
};

const taken = async (
  type: keyof typeof NAMES,
  name: string,
  { stackName }: SynthesizedStack,
  place: DoctorPlace,
): Promise<readonly Symptom[]> => {
  const where = placeName(place);
  const kind = type.split('::').at(-1)?.replace('LogGroup', 'log group').toLowerCase() ?? type;
  if (name === '') {
    const cure = `see whether one of its names is taken in ${where}`;
    return [
      { state: 'not-looked', where, what: `the name of a ${kind} of ${stackName} is known only when it is made`, cure },
    ];
  }
  if (type === 'AWS::S3::Bucket') {
    const state = await place.cloud.bucket(name);
    if (state === 'free') return [];
    if (state === 'elsewhere') {
      const cure =
        'write another application into delivery.config.ts, the name of a bucket is unique in the world; or, where it is yours, delete it';
      return [problem(where, `bucket ${name}, which ${stackName} makes, is another account's, or keeps you out`, cure)];
    }
  } else if (!(await place.cloud.exists(type, name))) return [];
  const what = `${kind} ${name} is there, and no stack of ours owns it: ${stackName} cannot make it`;
  return [
    problem(
      where,
      what,
      `delete it where nothing in it is needed; what a deleted stack of ours has left, bin/delivery unblock takes into the next one (docs/runbook.md, "${PAGES.retainedNames}")`,
    ),
  ];
};

/** Whether what CloudFormation has there lets the next deployment through. */
export const stackChecks: readonly DoctorCheck[] = [
  atEveryPlace('stacks-settled', 'no stack stands where the next deployment fails', async (place, patient) => {
    const own = new Set((await stacksAt(place, patient)).map(({ stackName }) => stackName));
    const stuck = (await place.cloud.stacks()).filter(({ name }) => own.has(name) || name.startsWith('CDKToolkit'));
    return stuck.flatMap(({ name, status }) => {
      const cure = CURES[status];
      return cure === undefined ? [] : [problem(placeName(place), `${name} is in ${status}`, cure)];
    });
  }),

  atEveryPlace('stacks-owned', 'every stack of ours there belongs to a stage of the pipeline', unowned),

  atEveryPlace('names-free', 'names that a stack will give are free, or its own', async (place, patient) => {
    const stacks = await stacksAt(place, patient);
    return (await Promise.all(stacks.map((stack) => collisions(stack, place)))).flat();
  }),
];

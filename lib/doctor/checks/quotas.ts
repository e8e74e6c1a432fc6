import { placeName } from '../../bootstrap/places';
import { groupBy } from '../../ground/group-by';
import { listAt, objectAt } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import { atEveryPlace, atTools, type DoctorCheck, problem, type Symptom } from '../doctor-check';
import type { DoctorPlace, Patient, SynthesizedStack } from '../patient';
import { plannedResources } from '../template-names';

/**
 * Environment and compute type of a build → the code of `Concurrently running builds for … environment`. The names are those of
 * docs.aws.amazon.com/codebuild/latest/userguide/limits.html; AWS documents no code there, `aws service-quotas
 * list-service-quotas --service-code codebuild` prints both.
 */
const BUILDS: Readonly<Record<string, string>> = {
  'LINUX_CONTAINER BUILD_GENERAL1_SMALL': 'L-9D07B6EF',
  'LINUX_CONTAINER BUILD_GENERAL1_MEDIUM': 'L-2DC20C30',
  'LINUX_CONTAINER BUILD_GENERAL1_LARGE': 'L-4DDC4A99',
  'LINUX_CONTAINER BUILD_GENERAL1_XLARGE': 'L-04E5CA62',
  'LINUX_CONTAINER BUILD_GENERAL1_2XLARGE': 'L-0397D009',
  'ARM_CONTAINER BUILD_GENERAL1_SMALL': 'L-5ED1D25B',
  'ARM_CONTAINER BUILD_GENERAL1_LARGE': 'L-596BEAB4',
};

/** VPCs per Region: docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html, 5 unless raised. */
const VPCS = 'L-F678F1CE';
/** Cannot be raised: docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html. */
const TRAILS_PER_REGION = 5;
/** Concurrent executions: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const CONCURRENCY = 'L-B99A9384';
/** What Lambda keeps for functions that reserve none: docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html. */
const UNRESERVED = 100;

const raise = ({ region }: DoctorPlace, service: string, code: string, value: number): string =>
  `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} --desired-value ${value}`;

const stacksAt = async (
  { account, region }: DoctorPlace,
  { synthesis }: Patient,
): Promise<readonly SynthesizedStack[]> =>
  (await synthesis()).stacks.filter((stack) => stack.account === account && stack.region === region);

const resourcesAt = async (place: DoctorPlace, patient: Patient) =>
  (await stacksAt(place, patient)).flatMap(plannedResources);

/** A check of places in which stacks that are not there yet will make something of a type. */
const ofNew = (
  id: string,
  about: string,
  type: string,
  look: (more: number, place: DoctorPlace) => Promise<readonly Symptom[]>,
): DoctorCheck => {
  return atEveryPlace(id, about, async (place, patient) => {
    const stacks = await stacksAt(place, patient);
    const wanted = stacks.filter((stack) => plannedResources(stack).some((resource) => resource.type === type));
    if (wanted.length === 0) return [];
    const there = new Set((await place.cloud.stacks()).map(({ name }) => name));
    const more = wanted.filter(({ stackName }) => !there.has(stackName)).flatMap(plannedResources);
    const count = more.filter((resource) => resource.type === type).length;
    return count === 0 ? [] : look(count, place);
  });
};

const builds = async (place: DoctorPlace, patient: Patient): Promise<readonly Symptom[]> => {
  const found: Symptom[] = [];
  for (const [environment, needed] of buildsAtOnce(await resourcesAt(place, patient))) {
    const code = BUILDS[environment];
    if (code === undefined) {
      throw new UserError(
        `the quota of builds in ${environment} is not known here: add it to lib/doctor/checks/quotas.ts`,
      );
    }
    const most = await place.cloud.quota('codebuild', code);
    if (most >= needed) continue;
    const what = `${needed} builds in ${environment} run at once, and the account may run ${most}`;
    found.push(problem(placeName(place), what, raise(place, 'codebuild', code, needed)));
  }
  return found;
};

type Resources = Awaited<ReturnType<typeof resourcesAt>>;

/** Environment and compute type → the most of its builds that stand in one stage of the pipeline with the same run order. */
const buildsAtOnce = (resources: Resources): ReadonlyMap<string, number> => {
  const projects = resources.filter(({ type }) => type === 'AWS::CodeBuild::Project');
  const environments = new Map(
    projects.map(({ logicalId, properties }) => {
      const { Type: type, ComputeType: compute } = objectAt(properties['Environment']);
      return [logicalId, `${String(type)} ${String(compute)}`] as const;
    }),
  );
  const most = new Map<string, number>();
  const stages = resources.flatMap(({ type, properties }) =>
    type === 'AWS::CodePipeline::Pipeline' ? listAt(properties['Stages']) : [],
  );
  for (const stage of stages) {
    const actions = listAt(objectAt(stage)['Actions']).map(objectAt).filter(isBuild);
    const together = groupBy(
      actions,
      (action) => `${String(action['RunOrder'])} ${environmentOf(action, environments)}`,
    );
    for (const [key, group] of together) {
      const environment = key.slice(key.indexOf(' ') + 1);
      most.set(environment, Math.max(most.get(environment) ?? 0, group.length));
    }
  }
  return most;
};

const isBuild = (action: Readonly<Record<string, unknown>>): boolean =>
  objectAt(action['ActionTypeId'])['Provider'] === 'CodeBuild';

const environmentOf = (
  action: Readonly<Record<string, unknown>>,
  environments: ReadonlyMap<string, string>,
): string => {
  const project = objectAt(objectAt(action['Configuration'])['ProjectName'])['Ref'];
  return environments.get(String(project)) ?? `an unknown project ${String(project)}`;
};

/** What a fresh account has too little of. */
export const quotaChecks: readonly DoctorCheck[] = [
  atTools('quota-builds', 'CodeBuild may run as many builds at once as a stage starts', builds),

  ofNew(
    'quota-vpcs',
    "one more VPC finds room where a target's is not there yet",
    'AWS::EC2::VPC',
    async (more, place) => {
      const [there, most] = await Promise.all([place.cloud.vpcs(), place.cloud.quota('vpc', VPCS)]);
      if (there + more <= most) return [];
      return [
        problem(
          placeName(place),
          `${there} VPCs are there, ${more} are to come, and ${most} may be`,
          raise(place, 'vpc', VPCS, there + more),
        ),
      ];
    },
  ),

  ofNew(
    'quota-trails',
    "one more trail finds room where a target's is not there yet",
    'AWS::CloudTrail::Trail',
    async (more, place) => {
      const trails = await place.cloud.trails();
      if (trails.length + more <= TRAILS_PER_REGION) return [];
      const names = trails.map(({ name }) => name).join(', ');
      const what = `${trails.length} trails are there, ${more} are to come, and ${TRAILS_PER_REGION} may be, which nobody can raise`;
      return [
        problem(
          placeName(place),
          what,
          `aws cloudtrail delete-trail --region ${place.region} --name ONE-OF (${names})`,
        ),
      ];
    },
  ),

  atEveryPlace('quota-lambda', 'Lambda has the concurrency that functions reserve', async (place, patient) => {
    const reserved = (await resourcesAt(place, patient))
      .map(({ properties }) => Number(properties['ReservedConcurrentExecutions'] ?? 0))
      .reduce((sum, each) => sum + each, 0);
    const most = await place.cloud.concurrency();
    const least = reserved === 0 ? 1 : reserved + UNRESERVED;
    if (most >= least) return [];
    const what = `the functions reserve ${reserved} concurrent executions, Lambda keeps ${UNRESERVED} for others, and the account has ${most}`;
    return [problem(placeName(place), what, raise(place, 'lambda', CONCURRENCY, least))];
  }),
];

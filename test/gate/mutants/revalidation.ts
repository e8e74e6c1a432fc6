import { revalidationStart } from '../../../lib/contract/revalidation';
import type { Mutant, Workbench } from './mutant';

const RULE = 'ZT-13-EnvironmentsValidatedAgain';
const SCHEDULE = 'RevalidationScheduledev';
const TYPE = 'AWS::Events::Rule';
const BUCKET = 'zero-trust-delivery-evidence-111111111111-us-east-1';

const target = (bench: Workbench): Record<string, unknown> => {
  const [only] = bench.one(SCHEDULE, TYPE).Properties['Targets'] as Record<string, unknown>[];
  if (only === undefined) throw new Error(`${SCHEDULE} has no target`);
  return only;
};

const started = (input: unknown) => (bench: Workbench) =>
  Object.assign(target(bench), { Input: typeof input === 'string' ? input : JSON.stringify(input) });

const { environmentVariablesOverride, sourceLocationOverride } = revalidationStart('dev', BUCKET);

const FAULTS: readonly (readonly [fault: string, change: (bench: Workbench) => unknown])[] = [
  ['nobody looks between releases', (bench) => bench.remove(SCHEDULE, TYPE)],
  ['a schedule is off', (bench) => bench.set(SCHEDULE, TYPE, 'State', 'DISABLED')],
  ['somebody looks less often', (bench) => bench.set(SCHEDULE, TYPE, 'ScheduleExpression', 'rate(365 days)')],
  ['somebody looks on an event', (bench) => bench.set(SCHEDULE, TYPE, 'EventPattern', { source: ['aws.s3'] })],
  ['another environment is looked at twice', started(revalidationStart('prod', BUCKET))],
  ['an environment of nobody is looked at', started(revalidationStart('test', BUCKET))],
  [
    'programs of somebody look',
    started({ environmentVariablesOverride, sourceLocationOverride: 'of-somebody/validation.zip' }),
  ],
  ['other commands look', started({ environmentVariablesOverride, sourceLocationOverride, buildspecOverride: 'x' })],
  ['somebody else looks', started({ environmentVariablesOverride, sourceLocationOverride, serviceRoleOverride: 'x' })],
  ['nothing is said', started('')],
  [
    'another build runs on a schedule',
    (bench) =>
      Object.assign(target(bench), {
        Arn: {
          'Fn::GetAtt': [bench.idOf(bench.one('PipelineBuildSynthCdkBuildProject', 'AWS::CodeBuild::Project')), 'Arn'],
        },
      }),
  ],
  [
    'releases start on a schedule',
    (bench) =>
      bench.add('Nightly', TYPE, {
        ScheduleExpression: 'rate(1 day)',
        Targets: [{ Id: 'x', Arn: 'arn:aws:codepipeline:us-east-1:111111111111:zero-trust-delivery' }],
      }),
  ],
];

/** The same of the build that looks. */
const OF_BUILD: readonly (readonly [fault: string, path: string, value: unknown])[] = [
  ['what looks comes from the pipeline', 'Source.Type', 'CODEPIPELINE'],
  ['what looks comes from a bucket of somebody', 'Source.Location', 'of-somebody/promoted/dev/validation.zip'],
  ['what looks is no bundle', 'Source.Location', `${BUCKET}/releases/x/validation.zip`],
  ['what looks hands something on', 'Artifacts.Type', 'S3'],
];

export const REVALIDATION: readonly Mutant[] = [
  ...FAULTS.map(
    ([fault, change]): Mutant => ({ fault, rule: RULE, in: 'pipeline', break: (bench) => void change(bench) }),
  ),
  ...OF_BUILD.map(
    ([fault, path, value]): Mutant => ({
      fault,
      rule: 'ZT-00-BuildsRunKnownJobs',
      in: 'pipeline',
      break: (bench) => bench.set('RevalidationProject', 'AWS::CodeBuild::Project', path, value),
    }),
  ),
  {
    fault: 'a build of the pipeline takes its source from a bucket',
    rule: 'ZT-00-BuildsRunKnownJobs',
    in: 'pipeline',
    break: (bench) => {
      const source = { Type: 'S3', Location: `${BUCKET}/promoted/dev/validation.zip` };
      Object.assign(bench.one('PipelinedevValidate', 'AWS::CodeBuild::Project').Properties['Source'] as object, source);
    },
  },
];

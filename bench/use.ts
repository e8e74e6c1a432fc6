import { z } from 'zod';
import type { PricedTemplate, Templates } from './cost';

/** What use costs in us-east-1, in USD; free tiers are left out. */
const USE = {
  smallBuild: {
    price: 0.005,
    unit: 'minute of a build on `BUILD_GENERAL1_SMALL`',
    source: 'https://aws.amazon.com/codebuild/pricing/',
  },
  mediumBuild: {
    price: 0.01,
    unit: 'minute of a build on `BUILD_GENERAL1_MEDIUM`',
    source: 'https://aws.amazon.com/codebuild/pricing/',
  },
  action: {
    price: 0.002,
    unit: 'minute of an action of the pipeline, approvals none',
    source: 'https://aws.amazon.com/codepipeline/pricing/',
  },
  logsIn: {
    price: 0.5,
    unit: 'GB that comes into a log group, flow logs too',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  logsKept: { price: 0.03, unit: 'GB in a log group, a month', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  dataEvents: {
    price: 0.1,
    unit: '100,000 data events of the trail',
    source: 'https://aws.amazon.com/cloudtrail/pricing/',
  },
  objects: { price: 0.023, unit: 'GB in a bucket, a month', source: 'https://aws.amazon.com/s3/pricing/' },
} as const;

/** What the examples take for granted: nobody has measured it on AWS. */
const ASSUMED = {
  /** Minutes of Build, of another build, and of an action that is no build; CodePipeline rounds each up. */
  build: 10,
  otherBuild: 3,
  action: 2,
  /** GB a month of logs and of the trail's files, in one environment. */
  logs: 5,
  trail: 1,
  /** Calls on data a month, in one environment. */
  dataEvents: 500_000,
} as const;

const DAYS_PER_MONTH = 365.25 / 12;

const projectSchema = z.object({ Environment: z.object({ ComputeType: z.string() }) });
const actionSchema = z.object({
  ActionTypeId: z.object({ Category: z.string(), Provider: z.string() }),
  Configuration: z.object({ ProjectName: z.object({ Ref: z.string() }).optional() }).optional(),
});
const pipelineSchema = z.object({ Stages: z.array(z.object({ Actions: z.array(actionSchema) })) });

const propertiesOf = (templates: readonly PricedTemplate[], type: string): readonly unknown[] =>
  templates.flatMap(({ Resources: found }) =>
    Object.values(found).flatMap((each) => (each.Type === type ? [each.Properties ?? {}] : [])),
  );

/** The machine of each build of a release: several actions may build one project. */
const machinesOf = (tools: readonly PricedTemplate[], actions: readonly z.infer<typeof actionSchema>[]) => {
  const resources = Object.assign({}, ...tools.map(({ Resources: found }) => found)) as PricedTemplate['Resources'];
  return actions
    .filter(({ ActionTypeId }) => ActionTypeId.Provider === 'CodeBuild')
    .map(({ Configuration: built }) => resources[built?.ProjectName?.Ref ?? '']?.Properties)
    .map((properties) => projectSchema.parse(properties).Environment.ComputeType);
};

/** What one release costs in builds and actions, as the pipeline's template has them. */
const perRelease = (tools: readonly PricedTemplate[]) => {
  const actions = propertiesOf(tools, 'AWS::CodePipeline::Pipeline').flatMap((each) =>
    pipelineSchema.parse(each).Stages.flatMap(({ Actions }) => Actions),
  );
  const types = machinesOf(tools, actions);
  const medium = types.filter((type) => type === 'BUILD_GENERAL1_MEDIUM').length;
  const small = types.filter((type) => type === 'BUILD_GENERAL1_SMALL').length;
  if (medium + small !== types.length)
    throw new Error(`a build runs on ${types.join(', ')}: give each its price in bench/use.ts`);
  const paid = actions.filter(({ ActionTypeId }) => ActionTypeId.Category !== 'Approval').length;
  const builds = medium * ASSUMED.build * USE.mediumBuild.price + small * ASSUMED.otherBuild * USE.smallBuild.price;
  const minutes = medium * ASSUMED.build + small * ASSUMED.otherBuild + (paid - types.length) * ASSUMED.action;
  return { builds: types.length, actions: paid, cost: builds + minutes * USE.action.price };
};

/** The longest time that log groups keep their events, in days. */
const longest = (templates: readonly PricedTemplate[]): number =>
  Math.max(
    0,
    ...propertiesOf(templates, 'AWS::Logs::LogGroup').map(
      (each) => z.object({ RetentionInDays: z.number() }).parse(each).RetentionInDays,
    ),
  );

/** For how many days the bucket of the trail keeps its files; undefined where an environment has none. */
const trailDays = (templates: readonly PricedTemplate[]): number | undefined => {
  const schema = z.object({
    BucketName: z.string().regex(/trail/),
    LifecycleConfiguration: z.object({ Rules: z.array(z.object({ ExpirationInDays: z.number().optional() })) }),
  });
  return propertiesOf(templates, 'AWS::S3::Bucket')
    .flatMap((each) => schema.safeParse(each).data?.LifecycleConfiguration.Rules ?? [])
    .flatMap(({ ExpirationInDays: days }) => days ?? [])[0];
};

/** What comes in for so many months, and goes after so many days: GB that lie there then. */
const kept = (perMonth: number, days: number, months: number): number =>
  perMonth * Math.min(months, days / DAYS_PER_MONTH);

const YEARS = [1, 3, 6];
const dollars = (amount: number): string => amount.toFixed(2);

const years = ([name, templates]: readonly [string, readonly PricedTemplate[]]): string => {
  const come = ASSUMED.logs * USE.logsIn.price + (ASSUMED.dataEvents / 100_000) * USE.dataEvents.price;
  const cells = YEARS.map((year) => {
    const logs = kept(ASSUMED.logs, longest(templates), 12 * year) * USE.logsKept.price;
    const trail = kept(ASSUMED.trail, trailDays(templates) ?? 0, 12 * year) * USE.objects.price;
    return dollars(come + logs + trail);
  });
  return `| ${name} | ${longest(templates)} | ${trailDays(templates) ?? 'none'} | ${cells.join(' | ')} |`;
};

/** What use costs: prices, one release, and logs and trail through the years. */
export const useOf = ({ tools = [], ...environments }: Templates): string => {
  const release = perRelease(tools);
  return [
    '## What use costs',
    'Prices of us-east-1, as quoted by others from the pages named here: compare before you budget.',
    [
      '| USD | per | source |',
      '| ---: | --- | --- |',
      ...Object.values(USE).map(({ price, unit, source }) => `| ${price} | ${unit} | ${source} |`),
    ].join('\n'),
    `**A release** runs ${release.builds} builds and ${release.actions} actions that are paid. If Build takes ${ASSUMED.build} minutes, each other build ${ASSUMED.otherBuild} and each other\naction ${ASSUMED.action}, it costs ${dollars(release.cost)} USD; a retry costs its part again. Nobody has measured these times on AWS.`,
    `**Validating again** between releases (\`revalidate\`) is one build each time, of ${ASSUMED.otherBuild} minutes for few targets and no action: an environment that is\nvalidated every day costs ${dollars(ASSUMED.otherBuild * USE.smallBuild.price * DAYS_PER_MONTH)} USD a month.`,
    `**Through the years**, a month with ${ASSUMED.logs} GB of logs, ${ASSUMED.trail} GB of trail files and ${ASSUMED.dataEvents.toLocaleString('en-US')} data events in each environment, which are amounts\nto put your own in place of, costs after so many years, in USD; it stops growing when the oldest is forgotten:`,
    [
      '| environment | logs kept, days | trail kept, days | after 1 year | after 3 years | after 6 years |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...Object.entries(environments).map(years),
    ].join('\n'),
    `What nobody forgets grows for good: records in the data buckets and evidence of releases, ${USE.objects.price} USD a month for every GB that is there. Each key costs a dollar a\nmonth more after its first and its second rotation, and nothing for later ones.`,
  ].join('\n\n');
};

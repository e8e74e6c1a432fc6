import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { z } from 'zod';
import type { DeliveryConfig } from '../lib/config';
import { APP_CONTEXT, buildDelivery } from '../lib/pipeline';
import { PRICES, PRICES_AS_OF, type Price } from './prices';
import { useOf } from './use';

/** The part of a template that costs are read from. */
export interface PricedTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}
type Properties = Readonly<Record<string, unknown>>;

/** Templates of one environment's targets, or of the tools account. */
export type Templates = Readonly<Record<string, readonly PricedTemplate[]>>;

/** Synthesizes the whole delivery, without its gate. */
export const templatesOf = (config: DeliveryConfig): Templates => {
  const outdir = mkdtempSync(join(tmpdir(), 'cost-'));
  try {
    const postCliContext = { ...APP_CONTEXT };
    const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false, postCliContext });
    buildDelivery(app, config);
    const places = ['tools', ...config.environments.map(({ name }) => name)];
    const stacks = app.synth().stacksRecursively.map(({ hierarchicalId, templateFullPath }) => {
      const [stage = ''] = hierarchicalId.split('/').slice(1);
      const place = places.find((name) => stage === name || stage.startsWith(`${name}-`)) ?? 'tools';
      return { place, template: JSON.parse(readFileSync(templateFullPath, 'utf8')) as PricedTemplate };
    });
    return Object.fromEntries(
      places.map((name) => [name, stacks.flatMap(({ place, template }) => (place === name ? [template] : []))]),
    );
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

/** How many units of a price a resource is. */
const units = ({ Type, Properties: properties = {} }: PricedTemplate['Resources'][string], { type }: Price): number => {
  if (Type !== type) return 0;
  if (type !== 'AWS::EC2::VPCEndpoint') return 1;
  return properties['VpcEndpointType'] === 'Interface' ? (properties['SubnetIds'] as readonly unknown[]).length : 0;
};

const dollars = (amount: number): string => amount.toFixed(2);

const table = (name: string, templates: readonly PricedTemplate[]): string => {
  const resources = templates.flatMap(({ Resources: found }) => Object.values(found));
  const lines = PRICES.map((price) => ({
    price,
    count: resources.reduce((sum, resource) => sum + units(resource, price), 0),
  })).filter(({ count }) => count > 0);
  const total = (when: 'first' | 'later') =>
    dollars(lines.reduce((sum, { price, count }) => sum + count * price[when], 0));
  const rows = lines.map(
    ({ price: { type, unit, first, later }, count }) =>
      `| \`${type}\` | ${count} × ${unit} | ${dollars(count * first)} | ${dollars(count * later)} |`,
  );
  return [
    `## ${name}`,
    '',
    '| resource | units | first month, USD | after two rotations, USD |',
    '| --- | --- | ---: | ---: |',
    ...rows,
    `| **all** | | **${total('first')}** | **${total('later')}** |`,
  ].join('\n');
};

const LIFECYCLE = z.object({
  BucketName: z.string().optional(),
  ObjectLockEnabled: z.unknown().optional(),
  LifecycleConfiguration: z.object({ Rules: z.array(z.record(z.string(), z.unknown())) }).optional(),
});
const NONCURRENT = z.object({ NoncurrentDays: z.number() });

/** For how long a bucket keeps an object, and one that has been deleted or replaced. */
const growth = (name: string, templates: readonly PricedTemplate[]): readonly string[] =>
  templates.flatMap(({ Resources: found }) =>
    Object.values(found)
      .filter(({ Type: type }) => type === 'AWS::S3::Bucket')
      .map(({ Properties: properties }) => {
        const {
          BucketName: bucket,
          ObjectLockEnabled: locked,
          LifecycleConfiguration: rules,
        } = LIFECYCLE.parse(properties ?? {});
        const days = (rules?.Rules ?? []).flatMap(({ ExpirationInDays: each }) => (each === undefined ? [] : [each]));
        const versions = (rules?.Rules ?? []).flatMap(({ NoncurrentVersionExpiration: each }) =>
          each === undefined ? [] : [NONCURRENT.parse(each).NoncurrentDays],
        );
        const kept =
          days[0] ?? (locked === true ? 'locked, then until somebody deletes it' : 'until somebody deletes it');
        return `| ${name} | \`${bucket ?? 'named by AWS'}\` | ${kept} | ${versions[0] ?? 'for good'} |`;
      }),
  );

/** The document: what every environment costs a month while nothing happens in it. */
export const costDocument = (templates: Templates): string =>
  `${[
    '# What it costs',
    'Generated from the templates by `npm run docs`; do not edit. Fixed cost a month of 730 hours in us-east-1, free tiers left\nout. Interface endpoints in every zone are the big one: eight of them are what an environment without a path to the\ninternet costs (ZT-03), and each zone more than two adds as much as one zone does now.',
    ...Object.entries(templates).map(([name, each]) => table(name, each)),
    `## Prices, as of ${PRICES_AS_OF}`,
    'Looked up in stored copies and quotations of the pages named here: compare before you budget.',
    PRICES.map(
      ({ type, unit, first, source }) => `- \`${type}\`: ${dollars(first)} USD a month per ${unit}, ${source}`,
    ).join('\n'),
    '## What grows',
    'Buckets and how many days they keep an object, and then, or when somebody has deleted or replaced it, its old version; uploads\nthat nobody ends are aborted after a week. What has no end here grows with every record and every release.',
    [
      '| where | bucket | object | old version |',
      '| --- | --- | --- | --- |',
      ...Object.entries(templates).flatMap(([name, each]) => growth(name, each)),
    ].join('\n'),
    useOf(templates),
    "Lambda, requests to S3, calls of KMS and Secrets Manager and bytes through endpoints cost by use, too. Of an account's management\nevents CloudTrail delivers the first copy for nothing and charges 2.00 USD per 100,000 events of each further one:\n`managementEvents: 'elsewhere'` leaves it out where another trail of all regions has them.",
  ].join('\n\n')}\n`;

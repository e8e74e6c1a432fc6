import { shown } from '../templates/intrinsics';
import type { Target } from '../templates/target';
import type { Publication, StackTemplate } from '../templates/template';
import type { Rule } from './rule';

/** ZT-00: publishing makes nothing and leads nowhere else: it puts files of the assembly where the bootstrap keeps them. */
export const assetsAreFiles: Rule = {
  id: 'ZT-00-AssetsAreFiles',
  requires:
    "What the pipeline publishes are files of its assembly, put by the bootstrap's publishing role into the bootstrap's bucket of an account and region that the release deploys to.",
  why: 'An asset may bring a command or a Dockerfile, which the publishing build runs with the rights to change the code of every environment.',
  fix: 'Make what is to be published at synthesis, as bundledHandler does (lib/stacks/constructs/bundled-handler.ts); give an asset neither an executable nor an image nor a bucket of its own.',
  source: 'https://docs.aws.amazon.com/cdk/v2/guide/assets.html',
  hipaa: ['164.308(a)(8)', '164.312(c)(1)'],
  appliesTo: 'pipeline',
  check: (target) => target.each('AWS::CodePipeline::Pipeline', () => flaws(target)),
};

const flaws = (target: Target): readonly string[] => {
  const stacks = target.release.flatMap((each) => each.stacks);
  return [...new Set(stacks.flatMap(({ publications = [] }) => publications.flatMap((one) => flawsOf(one, stacks))))];
};

/** A file that the CDK has staged, or a template beside the manifest. */
const STAGED = /^(\.\.\/)*(asset\.[\w-]+(\.[\w-]+)*|[\w-]+(\.nested)?\.template\.json)$/;

const flawsOf = (one: Publication, stacks: readonly StackTemplate[]): readonly string[] => {
  const { kind, key, source, bucket, role } = one;
  if (kind === 'image') return [`asset ${key} is an image, which commands make where it is published`];
  const { path, packaging, ...more } = source;
  const [, place] = /^cdk-[a-z0-9]{1,10}-assets-(\d{12}-[a-z0-9-]+)$/.exec(String(bucket)) ?? [];
  const isKnown = stacks.some(({ account, region }) => `${account}-${region}` === place);
  return [
    ...Object.entries(more).map(([name, value]) => `asset ${key} is made by ${name} ${shown(value)}`),
    ...(STAGED.test(String(path))
      ? []
      : [`asset ${key} is made from ${shown(path)}, which is no file of the assembly`]),
    ...(isKnown ? [] : [`asset ${key} goes to ${shown(bucket)}`]),
    ...(role === publisherOf(String(bucket)) ? [] : [`asset ${key} is published as ${shown(role)}`]),
  ];
};

/** The role with which the bootstrap of a bucket's account publishes. */
const publisherOf = (bucket: string): string => {
  const [, beginning, account, region] = /^(cdk-[a-z0-9]+)-assets-(\d{12})-(.+)$/.exec(bucket) ?? [];
  return `arn:\${AWS::Partition}:iam::${account}:role/${beginning}-file-publishing-role-${account}-${region}`;
};

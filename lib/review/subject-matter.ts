import type { PropertyReview, ResourceReview } from '../contract/review';
import { canonical, own } from './json';

/** The CDK names an asset by the SHA-256 of its content. */
const ASSET_HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

const masked = (value: unknown): string => canonical(value).replaceAll(ASSET_HASH, '#');

/** Where code stands in a template as text, or under a name of its own. From whose bucket it comes is configuration. */
const CODE: Readonly<Record<string, RegExp>> = {
  'AWS::Lambda::Function': /^Properties\.Code\.(S3Key|S3ObjectVersion|ZipFile)$/,
  'AWS::Lambda::LayerVersion': /^Properties\.Content\.(S3Key|S3ObjectVersion)$/,
};

/** What only the CDK's own tools read; what `cfn-init` reads is run on a machine. */
const METADATA = /^(Metadata(?!\.AWS::CloudFormation::)|DependsOn)\b/;

const isCode = (type: string, { path, before, after }: PropertyReview): boolean =>
  (before !== undefined && after !== undefined && masked(before) === masked(after)) ||
  own(CODE, type)?.test(path) === true;

/** What the changes of a resource are about; anything that is not plainly code or metadata is configuration. */
export const subjectMatter = (type: string, changes: readonly PropertyReview[]): ResourceReview['about'] => {
  const deployed = changes.filter(({ path }) => !METADATA.test(path));
  if (deployed.length === 0) return 'metadata';
  return deployed.every((change) => isCode(type, change)) ? 'code' : 'configuration';
};

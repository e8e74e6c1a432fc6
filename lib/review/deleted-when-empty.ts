import { isObject, listAt, own } from '../ground/json';
import { isTrue, propertiesOf, type ReviewedTemplate, typeOf } from './template';

/** How a type is deleted that holds something: only when it is empty, unless the template says otherwise. */
interface WhenEmpty {
  readonly contents: string;
  /** What has it emptied first. */
  readonly emptied: (properties: ReviewedTemplate) => boolean;
}

const isTagged = (name: string) => (properties: ReviewedTemplate) =>
  listAt(properties['Tags']).some((tag) => isObject(tag) && tag['Key'] === name && isTrue(tag['Value']));

/**
 * "You can only delete empty buckets. Deletion fails for buckets that have contents." (template reference, AWS::S3::Bucket and
 * AWS::S3Express::DirectoryBucket); "the repository must be empty before attempting to delete it" (AWS::ECR::Repository, EmptyOnDelete).
 * The CDK's custom resource empties what it finds tagged so.
 */
const WHEN_EMPTY: Readonly<Record<string, WhenEmpty>> = {
  'AWS::S3::Bucket': { contents: 'objects', emptied: isTagged('aws-cdk:auto-delete-objects') },
  'AWS::S3Express::DirectoryBucket': { contents: 'objects', emptied: () => false },
  'AWS::ECR::Repository': {
    contents: 'images',
    emptied: (properties) => isTrue(properties['EmptyOnDelete']) || isTagged('aws-cdk:auto-delete-images')(properties),
  },
};

/** What becomes of the contents of something that is deleted, as a sentence; undefined where its type says nothing of them. */
export const fateOfContents = (resource: unknown): string | undefined => {
  const rule = own(WHEN_EMPTY, typeOf(resource));
  if (rule === undefined) return undefined;
  return rule.emptied(propertiesOf(resource))
    ? `its ${rule.contents} are deleted with it`
    : `the deletion fails while it holds ${rule.contents}`;
};

/** Whether something is emptied when it is deleted. */
export const isEmptied = (resource: unknown): boolean =>
  own(WHEN_EMPTY, typeOf(resource))?.emptied(propertiesOf(resource)) ?? false;

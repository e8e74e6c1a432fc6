import { CLOSING_ENVIRONMENT } from '../../contract/evidence-layout';
import { listAt, objectAt } from '../../ground/json';
import type { Resource, Target } from './target';

/** Buckets that keep what releases leave behind: those whose objects can be locked, and those that the closing function writes to. */
export const evidenceBuckets = (target: Target): readonly Resource[] => {
  const named = closingFunctions(target).map((each) =>
    target.find(variablesOf(each)[CLOSING_ENVIRONMENT.bucket], 'AWS::S3::Bucket'),
  );
  return target
    .of('AWS::S3::Bucket')
    .filter(
      (bucket) =>
        bucket.properties['ObjectLockConfiguration'] !== undefined || isLocked(bucket) || named.includes(bucket),
    );
};

/** Whether objects of a bucket can be locked. */
export const isLocked = ({ properties }: Resource): boolean => String(properties['ObjectLockEnabled']) === 'true';

/** Keys that sign: those that can do nothing else. */
export const signingKeys = (target: Target): readonly Resource[] =>
  target.of('AWS::KMS::Key').filter(({ properties }) => properties['KeyUsage'] === 'SIGN_VERIFY');

/** Functions that close releases: they are told where evidence lies, or which key signs it. */
export const closingFunctions = (target: Target): readonly Resource[] =>
  target
    .of('AWS::Lambda::Function')
    .filter((each) => Object.values(CLOSING_ENVIRONMENT).some((name) => variablesOf(each)[name] !== undefined));

/** Environment variables of a function. */
export const variablesOf = ({ properties }: Resource) => objectAt(objectAt(properties['Environment'])['Variables']);

/** The pipelines of a release with their helpers in other regions. */
const pipelinesOf = ({ release }: Target): readonly Target[] => release.filter(({ kind }) => kind === 'pipeline');

/** What a value names in the stacks of pipelines, in whatever region: names of buckets are the same in all. */
export const findBeside = (value: unknown, type: string, target: Target): Resource | undefined =>
  target.find(value, type) ?? pipelinesOf(target).flatMap((each) => each.find(value, type) ?? [])[0];

/** Buckets in which pipelines of the release keep their artifacts. */
export const artifactBuckets = (target: Target): readonly Resource[] =>
  pipelinesOf(target)
    .flatMap((each) => each.of('AWS::CodePipeline::Pipeline'))
    .flatMap(({ properties }) => [
      objectAt(properties['ArtifactStore']),
      ...listAt(properties['ArtifactStores']).map((each) => objectAt(objectAt(each)['ArtifactStore'])),
    ])
    .flatMap(({ Location: location }) => findBeside(location, 'AWS::S3::Bucket', target) ?? []);

import { dataStackName, validationAccessStackName } from '../../contract/names';
import type { StackResource } from '../cloud/stacks';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** A resource and the stack that owns it. */
export interface Owned extends StackResource {
  readonly stackName: string;
}

/** The stacks of a target. */
export const stackNames = ({ qualified }: LiveTarget): readonly string[] => [
  dataStackName(qualified),
  validationAccessStackName(qualified),
];

/** A stack that does not exist owns nothing. */
const resourcesOf = async (target: LiveTarget, stackName: string): Promise<readonly Owned[]> => {
  const resources = await allPages(
    async (nextToken) => (await target.cloud.stackResources(stackName, nextToken)) ?? { items: [] },
  );
  return resources.map((resource) => ({ ...resource, stackName }));
};

/** Everything the stacks of the target own, in the order of CloudFormation. */
export const ownedResources = (target: LiveTarget): Promise<readonly Owned[]> =>
  target.once('what the stacks own', async () =>
    (await Promise.all(stackNames(target).map((name) => resourcesOf(target, name))))
      .flat()
      .filter(({ status }) => status !== 'DELETE_COMPLETE'),
  );

/** Physical ids of what the stacks own of a type, e.g. `AWS::S3::Bucket`. */
export const owned = async (target: LiveTarget, type: string): Promise<readonly string[]> =>
  (await ownedResources(target)).filter((resource) => resource.type === type).map(({ physicalId }) => physicalId);

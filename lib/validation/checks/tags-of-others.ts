import { type Check, fail, pass } from '../check';
import { taggableArn } from '../facts/arns';
import { ownedResources } from '../facts/owned';
import { allPages } from '../pages';

/** Nothing that stands in no release passes itself off as the environment's by its tags (ZT-14). */
export const tagsOfOthers: Check = {
  id: 'tags-of-others',
  requirement: 'ZT-14',
  proves: "nothing that no release made carries the environment's tags",
  run: async (target) => {
    const wanted = { Application: target.application, Environment: target.environment };
    const [found, resources] = await Promise.all([
      allPages((nextToken) => target.cloud.tagged(wanted, nextToken)),
      ownedResources(target),
    ]);
    const own = new Set(resources.flatMap((each) => [each.physicalId, taggableArn(each, target) ?? each.physicalId]));
    const isOurs = (arn: string): boolean => own.has(arn) || own.has(arn.slice(arn.lastIndexOf('/') + 1));
    const strange = found.filter(({ arn }) => !isOurs(arn) && !arn.includes(':cloudformation:'));
    return strange.length === 0
      ? [pass(`${found.length} resources with the tags of ${target.environment}`)]
      : strange.map(({ arn }) =>
          fail(
            arn,
            `it carries the tags of ${target.environment}, and no release made it`,
            'find out who made it; delete it, or take the tags off (aws resourcegroupstaggingapi untag-resources)',
          ),
        );
  },
};

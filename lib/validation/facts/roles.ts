import type { PolicyDocument } from '../../policy';
import { inParallel } from '../calls/in-parallel';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';
import { owned } from './owned';

/** A role as it is deployed: who may assume it, and everything its policies say. */
export interface DeployedRole {
  readonly name: string;
  readonly arn: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  /** Its inline policies by their names. */
  readonly inline: Readonly<Record<string, PolicyDocument>>;
  /** ARNs of the managed policies attached to it. */
  readonly attached: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

const managedPolicy = (target: LiveTarget, arn: string): Promise<PolicyDocument> =>
  target.once(`policy ${arn}`, async () =>
    JSON.parse(await target.cloud.policyVersion(arn, await target.cloud.policyVersionInForce(arn))),
  );

const policiesOf = async (
  target: LiveTarget,
  name: string,
): Promise<Pick<DeployedRole, 'policies' | 'inline' | 'attached'>> => {
  const { cloud } = target;
  const [attached, names] = await Promise.all([
    allPages((nextToken) => cloud.attachedPolicies(name, nextToken)),
    allPages((nextToken) => cloud.inlinePolicies(name, nextToken)),
  ]);
  const [managed, inline] = await Promise.all([
    Promise.all(attached.map((arn) => managedPolicy(target, arn))),
    Promise.all(names.map(async (each) => JSON.parse(await cloud.inlinePolicy(name, each)) as PolicyDocument)),
  ]);
  return {
    policies: [...managed, ...inline],
    inline: Object.fromEntries(names.map((each, at) => [each, inline[at] ?? {}])),
    attached,
  };
};

/** One role with everything it may; undefined when it does not exist. */
export const roleNamed = (target: LiveTarget, name: string): Promise<DeployedRole | undefined> =>
  target.once(`role ${name}`, async () => {
    const role = await target.cloud.role(name);
    if (!role) return undefined;
    const { arn, trust, tags } = role;
    return { name, arn, trust: JSON.parse(trust), ...(await policiesOf(target, name)), tags };
  });

/** The role of an ARN, likewise. */
export const roleOfArn = (target: LiveTarget, arn: string): Promise<DeployedRole | undefined> =>
  roleNamed(target, arn.split('/').at(-1) ?? '');

/** Every role that the stacks own, by name; one that is missing is left to whoever asks for it by name. */
export const ownedRoles = async (target: LiveTarget): Promise<readonly DeployedRole[]> => {
  const names = await owned(target, 'AWS::IAM::Role');
  return (await inParallel(names, (name) => roleNamed(target, name), 4)).filter((role) => role !== undefined);
};

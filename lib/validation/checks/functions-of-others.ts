import { type Check, pass } from '../check';
import type { ListedFunction } from '../cloud/functions';
import { eventSourcesOfAccount, functionsOfAccount } from '../facts/functions';
import { owned } from '../facts/owned';
import { type Flaw, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

/** What of ours somebody else's function could use. */
interface Ours {
  readonly roles: readonly string[];
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly keys: readonly string[];
  /** The last parts of our queues' URLs. */
  readonly queues: readonly string[];
}

const oursOf = async (target: LiveTarget): Promise<Ours> => ({
  roles: await owned(target, 'AWS::IAM::Role'),
  subnets: await owned(target, 'AWS::EC2::Subnet'),
  groups: await owned(target, 'AWS::EC2::SecurityGroup'),
  keys: await owned(target, 'AWS::KMS::Key'),
  queues: (await owned(target, 'AWS::SQS::Queue')).map((url) => url.split('/').at(-1) ?? url),
});

const usesOf = (
  { roleArn, subnetIds, groupIds, keyArn }: ListedFunction,
  sources: readonly string[],
  ours: Ours,
): readonly string[] => [
  ...ours.roles.filter((name) => roleArn.endsWith(`/${name}`)).map((name) => `as the role ${name}`),
  ...ours.subnets.filter((id) => subnetIds.includes(id)).map((id) => `in the subnet ${id}`),
  ...ours.groups.filter((id) => groupIds.includes(id)).map((id) => `in the security group ${id}`),
  ...ours.keys.filter((id) => keyArn?.endsWith(`/${id}`)).map((id) => `with the key ${id}`),
  ...ours.queues
    .filter((name) => sources.some((arn) => arn.endsWith(`:${name}`)))
    .map((name) => `on the queue ${name}`),
];

/** No function that stands in no release works with the environment's roles, network, keys or queues (ZT-09). */
export const functionsOfOthers: Check = {
  id: 'functions-of-others',
  requirement: 'ZT-09',
  proves: "no function that no release made uses the environment's roles, network, keys or queues",
  run: async (target) => {
    const [own, all, sources, ours] = await Promise.all([
      owned(target, 'AWS::Lambda::Function'),
      functionsOfAccount(target),
      eventSourcesOfAccount(target),
      oursOf(target),
    ]);
    const others = all.filter(({ name }) => !own.includes(name));
    const flawed = others.flatMap((each) => {
      const fed = sources.filter(({ functionArn }) => `${functionArn}:`.startsWith(`${each.arn}:`));
      const uses = usesOf(
        each,
        fed.map(({ sourceArn }) => sourceArn),
        ours,
      );
      const flaws: readonly Flaw[] = uses.map((use) => ({
        because: `it runs ${use}, and no release made it`,
        fix: `delete it (aws lambda delete-function --function-name ${each.name}), and find out who made it and what it has done`,
      }));
      return flaws.length > 0 ? verdict(each.name, flaws) : [];
    });
    return flawed.length > 0
      ? flawed
      : [pass(`${others.length} functions of others in ${target.account}, ${target.region}`)];
  },
};

import { DYNAMODB_PREFIX_LISTS } from '../../contract/dynamodb-prefix-lists';
import { S3_PREFIX_LISTS } from '../../contract/s3-prefix-lists';
import { type JsonObject, listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-04: groups speak HTTPS with groups of the target and with the prefix lists of what they use, and the default group with nobody. */
export const securityGroups: Rule = {
  id: 'ZT-04-HttpsBetweenKnownGroups',
  requires:
    'Security groups allow TCP 443 between groups of the target and to the prefix list of S3, and of DynamoDB where there is a table, nothing else.',
  why: 'Every further port or address is a way that nobody watches; the default group is what a mistake takes.',
  fix: 'Make groups with Network (lib/stacks/constructs/network.ts), which also closes the default group.',
  source: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html',
  hipaa: ['164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each('AWS::EC2::SecurityGroup', flawsOfGroup),
    ...target.each(target.of(INGRESS, EGRESS), (each) => flawsOfRule(each.properties, each, target)),
    ...target.each('AWS::EC2::VPC', flawsOfVpc),
  ],
};

const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';

/** EC2 opens a group to everywhere unless it has an egress rule; this one, which the CDK writes, matches nothing. */
const isNothing = ({ CidrIp: cidr, IpProtocol: protocol, FromPort: from, ToPort: to }: JsonObject): boolean =>
  cidr === '255.255.255.255/32' && protocol === 'icmp' && from === 252 && to === 86;

const flawsOfGroup = (group: Resource, target: Target): readonly string[] => {
  const { SecurityGroupIngress: ingress, SecurityGroupEgress: egress } = group.properties;
  const standalone = target.naming(group, EGRESS, 'GroupId').length > 0;
  const rules = [...listAt(ingress), ...listAt(egress)].map(objectAt);
  return [
    ...rules.filter((rule) => !isNothing(rule)).flatMap((rule) => flawsOfRule(rule, group, target)),
    ...(listAt(egress).length > 0 || standalone ? [] : ['it has no egress rule, so EC2 opens it to everywhere']),
  ];
};

/** Where the region's list is not in the table, the configuration names it, and its form is all that can be judged. */
const isS3 = (list: unknown, region: string): boolean =>
  typeof list === 'string' &&
  (Object.hasOwn(S3_PREFIX_LISTS, region) ? list === S3_PREFIX_LISTS[region] : /^pl-[0-9a-f]+$/.test(list));

/** Where there is no table, nobody has to reach DynamoDB. */
const isDynamoDb = (list: unknown, region: string, target: Target): boolean =>
  target.of('AWS::DynamoDB::Table').length > 0 && list !== undefined && list === DYNAMODB_PREFIX_LISTS[region];

const flawsOfRule = (rule: JsonObject, { stack }: Resource, target: Target): readonly string[] => {
  const { IpProtocol: protocol, FromPort: from, ToPort: to } = rule;
  const isHttps = ['tcp', '6', 6].includes(protocol as string) && Number(from) === 443 && Number(to) === 443;
  const { CidrIp: v4, CidrIpv6: v6, SourcePrefixListId: sourceList, DestinationPrefixListId: list } = rule;
  const group = rule['SourceSecurityGroupId'] ?? rule['DestinationSecurityGroupId'];
  const isKnown =
    (group !== undefined && target.find(group, 'AWS::EC2::SecurityGroup') !== undefined) ||
    (group === undefined && (isS3(list, stack.region) || isDynamoDb(list, stack.region, target)));
  const address = v4 ?? v6 ?? sourceList;
  return [
    ...(isHttps ? [] : [`it allows ${shown(protocol)} ${shown(from)} to ${shown(to)}`]),
    ...(address === undefined ? [] : [`it names the addresses ${shown(address)}`]),
    ...(isKnown || address !== undefined
      ? []
      : [
          `its peer ${shown(group ?? list)} is neither a group of this target nor the prefix list of S3, or of DynamoDB for a table, in its region`,
        ]),
  ];
};

const flawsOfVpc = (vpc: Resource, target: Target): readonly string[] => {
  const closed = target.certain('Custom::VpcRestrictDefaultSG').some(({ properties }) => {
    const { DefaultSecurityGroupId: id, ServiceToken: provider } = properties;
    return (
      id === `${vpc.identity.name}.DefaultSecurityGroup` && target.find(provider, 'AWS::Lambda::Function') !== undefined
    );
  });
  return closed ? [] : ['nothing takes the rules out of its default security group'];
};

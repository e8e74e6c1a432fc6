import { listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

const BUCKET = 'AWS::S3::Bucket';

/** ZT-08: an access point is a door to a bucket of the target for its VPC, and no wider than the bucket's own. */
export const accessPointsGuarded: Rule = {
  id: 'ZT-08-AccessPointsGuarded',
  requires:
    'An access point opens a bucket of the target to the VPC of the target only, and nothing to the public; there is none for several regions.',
  why: 'What roles are denied on a bucket by its name they are not denied through an access point: only the network keeps them out there.',
  fix: 'Bind the access point to the VPC of the target and switch all of Block Public Access on, or use the bucket by its name.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'any',
  check: (target) => [
    ...target.each('AWS::S3::AccessPoint', flaws),
    ...target.each('AWS::S3::MultiRegionAccessPoint', flawsOfSeveral),
  ],
};

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const flaws = ({ properties }: Resource, target: Target): readonly string[] => {
  const { Bucket: name, BucketAccountId: account, VpcConfiguration: network } = properties;
  const { VpcId: vpc } = objectAt(network);
  const block = objectAt(properties['PublicAccessBlockConfiguration']);
  const bucket = target.find(name, BUCKET);
  return [
    ...(bucket
      ? []
      : [`what is written through it goes to ${shown(name)} of ${shown(account)}, no bucket of this target`]),
    ...(target.find(vpc, 'AWS::EC2::VPC')
      ? []
      : [
          `whoever may use ${bucket?.logicalId ?? shown(name)} reaches it from anywhere: VpcId is ${shown(vpc)}, no VPC of this target`,
        ]),
    ...BLOCKS.filter((each) => String(block[each]) !== 'true').map((each) => `${each} is ${shown(block[each])}`),
  ];
};

const flawsOfSeveral = ({ properties }: Resource, target: Target): readonly string[] => {
  const buckets = listAt(properties['Regions']).map((each) => {
    const { Bucket: name } = objectAt(each);
    return target.find(name, BUCKET)?.logicalId ?? shown(name);
  });
  return [
    `whoever may use ${buckets.join(', ')} reaches it from anywhere: an access point for several regions is bound to no VPC`,
  ];
};

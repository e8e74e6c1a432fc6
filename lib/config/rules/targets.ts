import { findPrefixListCommand } from '../../contract/find-prefix-list';
import { S3_PREFIX_LISTS } from '../../contract/s3-prefix-lists';
import { isWithinAny, overlap, tryCidr } from '../cidr';
import { nearestRegion, partitionIfKnown } from '../regions';
import { type ConfigRule, targetsOf } from './rule';

/** Every region exists, and all lie in one partition, which neither a role nor a pipeline can leave. */
export const regions: ConfigRule = (config) => {
  const home = partitionIfKnown(config.tools.region);
  const places = [
    { region: config.tools.region, path: ['tools', 'region'] },
    ...targetsOf(config).map(({ target, path }) => ({ region: target.region, path: [...path, 'region'] })),
  ];
  return places.flatMap(({ region, path }) => {
    const partition = partitionIfKnown(region);
    if (partition === undefined) {
      const meant = nearestRegion(region);
      const cure = `${meant === undefined ? '' : `did you mean ${meant}? `}edit delivery.config.ts`;
      return [{ path, must: 'must be a region of AWS', cure }];
    }
    return home === undefined || partition === home
      ? []
      : [{ path, must: `must lie in ${home}, the partition of tools.region` }];
  });
};

/** No account and region is named twice: two pipelines' worth of stacks would fight over it. */
export const ownPlaces: ConfigRule = (config) => {
  const targets = targetsOf(config);
  return targets.flatMap(({ target: { account, region }, path }, index) => {
    const first = targets.find(({ target }) => target.account === account && target.region === region);
    return first === targets[index]
      ? []
      : [{ path: [...path, 'account'], must: `must not be deployed to twice in ${region}` }];
  });
};

/** Two zones of the target's own region, at least (ZT-02); which region's, nobody can say where there is none such. */
export const zones: ConfigRule = (config) =>
  targetsOf(config).flatMap(({ target, path }) => {
    const at = [...path, 'zones'];
    const foreign = target.zones.flatMap((zone, index) =>
      partitionIfKnown(target.region) === undefined || (zone.slice(0, -1) === target.region && /[a-z]$/.test(zone))
        ? []
        : [{ path: [...at, index], must: `must be a zone of ${target.region}, like ${target.region}a` }],
    );
    return new Set(target.zones).size >= 2 && new Set(target.zones).size === target.zones.length
      ? foreign
      : [...foreign, { path: at, must: 'must be at least two different zones' }];
  });

/** A range that a VPC takes and that has room for every zone's endpoints and functions. */
export const ranges: ConfigRule = (config) =>
  targetsOf(config).flatMap(({ target, path }) => {
    const cidr = tryCidr(target.cidr);
    const fits = cidr !== undefined && cidr.prefixLength >= 16 && cidr.prefixLength <= 24;
    return fits
      ? []
      : [{ path: [...path, 'cidr'], must: 'must be an IPv4 range between /16 and /24, like 10.10.0.0/16' }];
  });

/** This network, loopback, link-local, multicast and reserved (RFC 6890): no address of these is anybody's in a VPC. */
const NOBODYS = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'];

/** A range whose addresses can be given to anybody. */
export const usableRanges: ConfigRule = (config) =>
  targetsOf(config).flatMap(({ target, path }) => {
    const cidr = tryCidr(target.cidr);
    if (cidr === undefined || !isWithinAny(cidr, NOBODYS)) return [];
    const must = `must not lie in ${NOBODYS.join(', ')}, whose addresses belong to no network`;
    return [{ path: [...path, 'cidr'], must, cure: 'take a private range like 10.10.0.0/16' }];
  });

/**
 * Ranges of one account do not overlap.
 *
 * Nothing connects the VPCs of this system, so ranges of different accounts may be the same. Within an account people
 * do connect VPCs later, also across regions, and a range cannot be changed then.
 */
export const ownRanges: ConfigRule = (config) => {
  const placed = targetsOf(config).flatMap(({ target, path }) => {
    const cidr = tryCidr(target.cidr);
    return cidr ? [{ account: target.account, region: target.region, text: target.cidr, cidr, path }] : [];
  });
  return placed.flatMap(({ account, cidr, path }, index) => {
    const other = placed.slice(0, index).find((each) => each.account === account && overlap(each.cidr, cidr));
    return other
      ? [{ path: [...path, 'cidr'], must: `must not overlap ${other.text} of the same account in ${other.region}` }]
      : [];
  });
};

/** The S3 prefix list is in the table or in the configuration (ZT-04): nothing is looked up at synth. */
export const prefixLists: ConfigRule = (config) =>
  targetsOf(config).flatMap(({ target: { region, s3PrefixListId }, path }) => {
    const known = S3_PREFIX_LISTS[region];
    if (known !== undefined && s3PrefixListId?.startsWith('pl-') && s3PrefixListId !== known) {
      // The gate holds security groups to the table, and nobody may accept what it finds there.
      const cure = 'leave it out; a wrong table is mended in lib/contract/s3-prefix-lists.ts';
      return [{ path: [...path, 's3PrefixListId'], must: `must be ${known}, the list of ${region}`, cure }];
    }
    if (s3PrefixListId !== undefined || known !== undefined || partitionIfKnown(region) === undefined) return [];
    const cure = `write what this command prints into delivery.config.ts: ${findPrefixListCommand('s3', region)}`;
    return [
      { path: [...path, 's3PrefixListId'], must: `must be given for ${region}, which is not in the table`, cure },
    ];
  });

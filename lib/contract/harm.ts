import type { GateFinding } from './gate-report';

/** What may come of a finding that nobody cures. */
interface Harm {
  readonly name: string;
  /** Of the rules that are about it, by id or in the words of the finding. */
  readonly rules: RegExp;
}

/**
 * What findings are about, the worst first: who may read or change what is not theirs, then what is lost, then what nobody would
 * see. A rule that is about several is the first of them. The order is a judgement of ours: no pack has one.
 */
const HARMS: readonly Harm[] = [
  {
    name: 'open to others',
    rules:
      /^ZT-(?:01-|08-(?:BucketsGuarded|AccessPoints)|09-(?:RolesTrust|PoliciesLet|FunctionsInvoked))|public|0\.0\.0\.0|unrestricted|open (?:world|access)|internet|anonymous|unauthenticated/i,
  },
  {
    name: 'not encrypted',
    rules: /^ZT-(?:05|06|07-LogGroupsEncrypted|08-|10)|encrypt|\bKMS|KMS\b|SSL|TLS|HTTPS|plain ?text/i,
  },
  {
    name: 'may do too much',
    rules: /^ZT-09|wildcard|IAM|privilege|admin|authori[sz]ation|authentication|credential|metadata service|rotation/i,
  },
  { name: 'not judged', rules: /^ZT-00/ },
  { name: 'cannot be deployed', rules: /^[EF]\d{4}/ },
  {
    name: 'may be lost',
    rules:
      /^ZT-15-(?:KeptInProd|ExpiredIsGone)|backup|point-in-time|versioning|deletion|replication|multi-az|snapshot|backtrack/i,
  },
  { name: 'reachable', rules: /^ZT-0[234]|\bVPC\b(?!.*flow log)|security group|network|port\b/i },
  {
    name: 'not watched',
    rules: /^ZT-(?:07|11|12|13)|logg?s?\b|Log(?:s|ging)|trail|flow log|monitor|alarm|dead-letter|X-Ray/i,
  },
  { name: 'against the rules', rules: /^/ },
];

/** What may come of a finding, and how bad that is: 0 is the worst. */
export const harmOf = ({
  rule,
  because,
}: Pick<GateFinding, 'rule' | 'because'>): { readonly rank: number; readonly name: string } => {
  // Our own rules are known by their ids: what one of them finds may speak of anything.
  const words = rule.startsWith('ZT-') ? rule : `${rule}: ${because}`;
  const rank = HARMS.findIndex(({ rules }) => rules.test(words));
  return { rank, name: HARMS[rank]?.name ?? '' };
};

import {
  type AccessChange,
  isBroader,
  type News,
  type PropertyReview,
  type ResourceReview,
  type StackReview,
} from '../contract/review';
import { MOVED } from './moved';
import { NAME_TAKEN } from './same-name';
import { thingInWords, wordsOf } from './thing-in-words';

/** What one resource permits and opens otherwise. */
export interface OwnAccess {
  readonly permissions: readonly AccessChange[];
  readonly network: readonly AccessChange[];
}

/** What is said of a resource. */
export type Said = Pick<News, 'kind' | 'weight' | 'title' | 'subject' | 'plain'>;

/** The same for somebody who does not know the templates. */
export const saidInWords = (said: Said, resource: ResourceReview, { path }: StackReview, access: OwnAccess): Said => {
  const subject = thingInWords(resource, path);
  const plain = becomes(said, resource);
  if (plain !== undefined) return { ...said, subject, plain };
  const changes = { 'permissions-broader': access.permissions, 'network-broader': access.network }[said.kind as string];
  if (changes === undefined) return said;
  const sentences = farthestFirst((changes ?? []).filter(isBroader)).flatMap(({ says }) => says ?? []);
  const [first, ...others] = [...new Set(sentences)];
  if (first === undefined) return { ...said, subject, plain: PLAINLY[said.kind] ?? '' };
  return { ...said, plain: `${first}${others.length > 0 ? ` (and ${others.length} more)` : ''}` };
};

/** What lets strangers in. */
const OPEN =
  /^(?!.*, under a condition( \(and \d+ more\))?$)((nearly )?everybody |.*may be reached by anyone|.* in from (the whole|much of the) internet)/;

const FAR = [
  new RegExp(`${OPEN.source}|everything|AdministratorAccess`),
  /everybody|account \d|FullAccess|boundary|no longer denied|denied only|without a condition|IAM|hand on roles|another role|internet|public/,
];

/** How far a change of access goes, by what is said of it: 0 is the farthest. */
export const reachInWords = (text: string): number => (FAR.findIndex((words) => words.test(text)) + 1 || 3) - 1;

/** Changes by which strangers get in: that is no less a danger where what they get into is new. */
export const openToStrangers = (changes: readonly AccessChange[]): readonly AccessChange[] =>
  changes.filter((change) => isBroader(change) && OPEN.test(change.says ?? ''));

/** What goes farthest stands first: of many only a few are named. */
export const farthestFirst = (changes: readonly AccessChange[]): readonly AccessChange[] =>
  changes.toSorted((one, other) => reachOfChange(one) - reachOfChange(other));

const reachOfChange = ({ says = '', because }: AccessChange): number => reachInWords(says === '' ? because : says);

/** What a kind of news means where nothing more is known of it. */
const PLAINLY: Readonly<Partial<Record<News['kind'], string>>> = {
  'data-less-protected': 'is guarded less: its data may be lost',
  'permissions-broader': 'permits more than before',
  'network-broader': 'opens a way through the network',
  'resource-added': 'is new',
  'resource-removed': 'is removed',
  'code-changed': 'has other code',
  'permissions-narrower': 'permits less than before',
  'network-narrower': 'closes a way through the network',
};

/** What becomes of a resource; undefined where what it permits says more. */
const becomes = ({ kind }: Said, { effect, notes, properties, holds }: ResourceReview): string | undefined => {
  if (notes.some((note) => note.startsWith(NAME_TAKEN)))
    return 'moves to another logical id: creating it fails while the old one is there';
  if (kind === 'data-lost') {
    const kept = notes.some((note) => note.startsWith('the old one stays'));
    const fate = effect === 'delete' ? notes.find((note) => / (with it|while it holds \w+)$/.test(note)) : undefined;
    const data = fate ?? (effect === 'delete' ? 'its data is lost' : 'data may be lost');
    // What holds nothing itself is missed all the same: nothing can be read without a key.
    const lost = holds === undefined || /^it holds/.test(holds) ? data : holds;
    return `${LOSSES[effect] ?? 'changes'}: ${kept ? 'the new one starts empty' : lost}`;
  }
  if (kind === 'data-less-protected') return guardedLess(notes);
  if (kind === 'resource-removed' && effect === 'retain') return 'leaves the stack, and stays in the account';
  if (kind === 'resource-removed' && notes.some((note) => note.startsWith(MOVED)))
    return 'comes anew under another logical id';
  if (kind === 'resource-replaced') return effect === 'replace' ? 'is replaced' : 'may be replaced';
  if (kind === 'resource-changed') {
    const guards = [guardsIn(properties), mayGuardIn(properties)].find(({ length }) => length > 0) ?? [];
    return guards.length > 0 ? `changes what guards it: ${guards.map(wordsOf).join(', ')}` : 'changes';
  }
  return kind === 'permissions-broader' || kind === 'network-broader' ? undefined : PLAINLY[kind];
};

/** In which way something is guarded less; of several the one that deletes by itself. */
const guardedLess = (notes: readonly string[]): string => {
  const ways = [
    ...notes
      .filter((note) => /^it (is disabled|now (deletes|locks))/.test(note))
      .map((note) => note.slice('it '.length)),
    ...(notes.some((note) => POLICIES.test(note)) ? ['is guarded less: its data may be lost'] : []),
    ...notes.flatMap((note) => {
      const [, name, rest] = POLICIES.test(note) ? [] : (/^(\w+)( goes from.*| is gone)$/.exec(note) ?? []);
      return name === undefined ? [] : `is guarded less: ${wordsOf(name)}${rest}`;
    }),
  ];
  const more = ways.length - 1;
  return `${ways[0] ?? PLAINLY['data-less-protected']}${more > 0 ? ` (and ${more} more)` : ''}`;
};

const POLICIES = /^(Deletion|UpdateReplace)Policy goes from /;

/** What an effect does to a resource that holds data. */
export const LOSSES: Readonly<Partial<Record<ResourceReview['effect'], string>>> = {
  delete: 'is deleted',
  replace: 'is replaced',
  'may-replace': 'may be replaced',
  unknown: 'may be replaced or lost',
};

/** Properties by which a resource keeps, encrypts, records or hides: a release that touches one wants a look, whichever way it goes. */
const GUARDS =
  /^(AccessLog\w*|BackupRetentionPeriod|BackupPolicy|BucketEncryption|DeletionProtection\w*|EnableKeyRotation|EnableLogFileValidation|Enabled|Encrypted|EventSelectors|AdvancedEventSelectors|IsLogging|Kms\w+|KMS\w+|LifecycleConfiguration|LoggingConfiguration|MessageRetentionPeriod|MultiFactorAuthentication|NotificationConfiguration|ObjectLock\w+|PendingWindowInDays|PointInTimeRecoverySpecification|ReplicationConfiguration|RetentionInDays|RotationPeriodInDays|SSESpecification|Sse\w+|StorageEncrypted|TrafficType|VersioningConfiguration|ActionsEnabled|AlarmActions|KeySpec|KeyUsage|Layers|ReservedConcurrentExecutions|ServiceToken|Stages|TimeToLiveSpecification|VpcConfig)$/;

/** Names of the guarding properties among what has changed. */
export const guardsIn = (properties: readonly PropertyReview[]): readonly string[] => [
  ...new Set(
    properties.map(({ path }) => /^Properties\.([^.[]+)/.exec(path)?.[1] ?? '').filter((name) => GUARDS.test(name)),
  ),
];

/** Words in names of properties that no list knows and that may guard something all the same. */
const MAY_GUARD =
  /Retain|Retention|Backup|Snapshot|Lock|Encrypt|SSE|Sse|K(MS|ms)|Protect|M(FA|fa)|Public|Private|Auth|Polic(y|ies)|Permission|Principal|Log(s|ging)|Replica|Lifecycle|Expir|T(LS|ls)|S(SL|sl)|H(TTPS|ttps)|Protocol|DefaultAction|Certificate|Firewall|Secur|Redrive|DeadLetter|Privileged|Admin|Website|Rule|Origin|A(CL|cl)|C(IDR|idr)/;

/** What people name themselves says nothing; and what policies permit, or rules of a security group, is compared by itself. */
const TOLD_ELSEWHERE =
  /^Properties\.(Tags|Environment|Description|\w*PolicyDocument|KeyPolicy|ResourcePolicy|Policies|ManagedPolicyArns|SecurityGroup(In|E)gress)\b/;

/** Names of properties among what has changed that may guard something. */
export const mayGuardIn = (properties: readonly PropertyReview[]): readonly string[] => [
  ...new Set(
    properties
      .filter(({ path }) => path.startsWith('Properties.') && !TOLD_ELSEWHERE.test(path))
      .flatMap(({ path, before, after }) => {
        const names = [...path.split(/[.[\]]+/), ...namesIn(before), ...namesIn(after)];
        return names.findLast((name) => MAY_GUARD.test(name)) ?? [];
      }),
  ),
];

const namesIn = (value: unknown): readonly string[] =>
  [...JSON.stringify(value ?? '').matchAll(/"(\w+)":/g)].map(([, name = '']) => name);

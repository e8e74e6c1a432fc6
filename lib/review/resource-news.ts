import {
  type AccessChange,
  isBroader,
  type News,
  type ResourceReview,
  type StackReview,
  type Weight,
} from '../contract/review';
import { referredTo } from './compare-resource';
import { MOVED } from './moved';
import {
  farthestFirst,
  guardsIn,
  LOSSES,
  mayGuardIn,
  type OwnAccess,
  openToStrangers,
  type Said,
  saidInWords,
} from './news-in-words';

/** What is new in the resources of a changed stack: its dangers, and where there are none, that it has changed at all. */
export const resourceNews = (stack: StackReview): readonly News[] => {
  const { resources, permissions, network } = stack;
  const unplaced = [...permissions, ...network].filter(({ logicalId }) => logicalId === '');
  const all = resources.map((resource) => {
    const own = (changes: readonly AccessChange[]) =>
      changes.filter(({ logicalId }) => logicalId === resource.logicalId);
    const access = { permissions: own(permissions), network: own(network) };
    return {
      resource,
      said: about(resource, access, isNewOnly(resource, stack)).map((said) =>
        saidInWords(said, resource, stack, access),
      ),
    };
  });
  return [
    ...withCompanions(all).flatMap(({ resource: { logicalId }, said: list }) =>
      list.map((news) => ({ ...news, logicalId })),
    ),
    ...unplaced.map(({ because }) => ({
      kind: 'permissions-broader' as const,
      weight: 'danger' as const,
      title: because,
    })),
  ];
};

interface Told {
  readonly resource: ResourceReview;
  readonly said: readonly Said[];
}

const pathOf = ({ resource: { path = '' } }: Told): string => path;

/** A construct brings resources of its own, such as a bucket its policy: where nothing else is to be said they are one thing. */
const withCompanions = (all: readonly Told[]): readonly Told[] => {
  const plainlyNew = all.filter(
    ({ said: [first, ...others] }) => first?.kind === 'resource-added' && others.length === 0,
  );
  // The outermost one, which has no owner itself.
  const byLength = plainlyNew.toSorted((one, other) => pathOf(one).length - pathOf(other).length);
  const ownerOf = (told: Told): Told | undefined =>
    byLength.find((other) => {
      const construct = pathOf(other).replace(/\/Resource$/, '/');
      return construct !== pathOf(other) && other !== told && pathOf(told).startsWith(construct);
    });
  const owners = new Map(plainlyNew.map((told) => [told, ownerOf(told)]));
  return all.map((told) => {
    if (owners.get(told) !== undefined) return { ...told, said: [] };
    const types = plainlyNew.filter((other) => owners.get(other) === told).map(({ resource: { type } }) => type);
    if (types.length === 0) return told;
    return { ...told, said: told.said.map((each) => ({ ...each, title: `${each.title}, with ${types.join(', ')}` })) };
  });
};

const about = (resource: ResourceReview, { permissions, network }: OwnAccess, isNew: boolean): readonly Said[] => {
  const name = nameOf(resource);
  const weightOf = (changes: readonly AccessChange[]): Weight =>
    isNew && openToStrangers(changes).length === 0 ? 'attention' : 'danger';
  const broader = (changes: readonly AccessChange[]) => farthestFirst(changes.filter(isBroader));
  const dangers = [
    ...loss(resource, name),
    ...lessProtected(resource, name),
    ...(broader(permissions).length > 0
      ? [
          {
            kind: 'permissions-broader' as const,
            weight: weightOf(permissions),
            title: `${name}${isNew ? ' is new and' : ''} permits: ${said(broader(permissions))}`,
          },
        ]
      : []),
    ...(broader(network).length > 0
      ? [
          {
            kind: 'network-broader' as const,
            weight: weightOf(network),
            title: `${name}${isNew ? ' is new and' : ''} opens: ${said(broader(network))}`,
          },
        ]
      : []),
  ];
  return dangers.length > 0 ? dangers : plain(resource, name, { permissions, network });
};

/** Reasons that a title gives before it says how many more there are. */
const MOST = 2;
const LONGEST = 160;

const said = (changes: readonly AccessChange[]): string => {
  const reasons = [...new Set(changes.map(({ because }) => because))];
  const more = reasons.length - MOST;
  const shown = reasons.slice(0, MOST).map((each) => (each.length > LONGEST ? `${each.slice(0, LONGEST)}…` : each));
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
};

/** The type in people's words, and the name the CDK or the template gives it. */
const nameOf = ({ type, path, logicalId }: ResourceReview): string => `${type} ${path ?? logicalId}`;

const loss = (
  { effect, change, about: subject, holds, type, notes }: ResourceReview,
  name: string,
): readonly Said[] => {
  const how = LOSSES[effect];
  if (how === undefined || holds === undefined || change === 'added' || subject === 'metadata') return [];
  const weight = type.startsWith('AWS::') && effect !== 'unknown' ? 'danger' : 'attention';
  return [{ kind: 'data-lost', weight, title: [`${name} ${how}: ${holds}`, ...notes].join('; ') }];
};

const lessProtected = ({ lessProtected: less, holds, notes }: ResourceReview, name: string): readonly Said[] =>
  less === true && holds !== undefined
    ? [{ kind: 'data-less-protected', weight: 'danger', title: `${name}: ${notes.join('; ')}` }]
    : [];

const plain = (resource: ResourceReview, name: string, { permissions, network }: OwnAccess): readonly Said[] => {
  const { change, effect, about: subject, notes } = resource;
  const because = notes.length === 0 ? '' : `: ${notes.join('; ')}`;
  if (change === 'added') return [{ kind: 'resource-added', weight: 'change', title: `${name} is new${because}` }];
  if (change === 'removed') {
    // Whoever used it has it no more. A right or a way that has gone is told as such, and what each deployment makes anew is not missed.
    const isRight = permissions.length + network.length > 0 || isMovedRight(resource);
    const weight = effect === 'retain' || !(isRight || MADE_ANEW.has(resource.type)) ? 'attention' : 'change';
    return [{ kind: 'resource-removed', weight, title: `${name} is removed${because}` }];
  }
  if (effect === 'replace' || effect === 'may-replace') {
    const title = `${name} ${effect === 'replace' ? 'is' : 'may be'} replaced${because}`;
    return [{ kind: 'resource-replaced', weight: 'attention', title }];
  }
  if (effect === 'unknown')
    return [{ kind: 'resource-changed', weight: 'attention', title: `${name} changes${because}` }];
  if (subject === 'metadata') return [];
  if (subject === 'code') return [{ kind: 'code-changed', weight: 'change', title: `${name} has other code` }];
  const guards = guardsIn(resource.properties);
  if (guards.length > 0) {
    return [
      { kind: 'resource-changed', weight: 'attention', title: `${name} changes what guards it: ${guards.join(', ')}` },
    ];
  }
  const less = permissions.filter(({ direction }) => direction === 'narrower');
  if (less.length > 0) {
    return [{ kind: 'permissions-narrower', weight: 'change', title: `${name} permits less: ${said(less)}` }];
  }
  if (network.length > 0) {
    return [{ kind: 'network-narrower', weight: 'change', title: `${name} closes: ${said(network)}` }];
  }
  const may = mayGuardIn(resource.properties);
  if (may.length > 0) {
    return [
      { kind: 'resource-changed', weight: 'attention', title: `${name} changes what may guard it: ${may.join(', ')}` },
    ];
  }
  const weight = isWatch(resource.type) ? 'attention' : 'change';
  return [{ kind: 'resource-changed', weight, title: `${name} changes${because}` }];
};

/** A right or a rule that goes on under another logical id. */
const isMovedRight = ({ type, notes }: ResourceReview): boolean =>
  /(Polic(y|ies)|Permission|Attachment|SecurityGroup(In|E)gress)$/.test(type) &&
  notes.some((note) => note.startsWith(MOVED));

/** Types of which each deployment makes a new one. */
const MADE_ANEW: ReadonlySet<string> = new Set([
  ...['AWS::ApiGateway::Deployment', 'AWS::CDK::Metadata', 'AWS::Lambda::Version'],
]);

/** Policies, rules and routes are new themselves and speak about what was there before. */
const SPEAKS_OF_OTHERS =
  /(Polic(y|ies)|Permission|Attachment|Association|SecurityGroup(In|E)gress|Route|Gateway|Entry)$/;

/** Whether something that was there before now runs with it: an old function with a new role can do what the role can. */
const isAdopted = (logicalId: string, resources: readonly ResourceReview[]): boolean =>
  resources.some(
    ({ change, properties }) =>
      change === 'changed' && properties.some(({ after }) => referredTo(after).includes(logicalId)),
  );

/** Whether what a resource permits concerns nothing but what this release adds. */
const isNewOnly = ({ logicalId, change, type, speaksOf = [] }: ResourceReview, { resources }: StackReview): boolean => {
  if (change !== 'added') return false;
  if (isAdopted(logicalId, resources)) return false;
  if (!SPEAKS_OF_OTHERS.test(type)) return true;
  const added = new Set(resources.filter((each) => each.change === 'added').map(({ logicalId }) => logicalId));
  return speaksOf.length > 0 && speaksOf.every((each) => added.has(each) && !isAdopted(each, resources));
};

/** Types that keep watch: one that watches less is heard of by nobody. */
const isWatch = (type: string): boolean =>
  /^AWS::(CloudWatch::\w*Alarm|EC2::FlowLog|Events::Rule|Logs::MetricFilter|SecretsManager::RotationSchedule|SNS::Subscription|GuardDuty::\w+|Config::\w+)$/.test(
    type,
  );

import { whyItHolds } from '../contract/data-holders';
import type { Effect, PropertyReview, ResourceReview } from '../contract/review';
import { listAt, objectAt, own } from '../ground/json';
import { fateOfContents } from './deleted-when-empty';
import type { EngineChange } from './diff-engine';
import { expiringData } from './expiring-data';
import { canonical, isSame, keysOf } from './json';
import { leafChanges } from './leaf-changes';
import { constructPath, isResource, propertiesOf, typeOf } from './template';
import { weakenedGuards } from './weakened-guards';

/** The CDK names an asset by the SHA-256 of its content. */
const ASSET_HASH = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

const masked = (value: unknown): string => canonical(value).replaceAll(ASSET_HASH, '#');

/** Where code stands in a template as text, or under a name of its own. From whose bucket it comes is configuration. */
const CODE: Readonly<Record<string, RegExp>> = {
  'AWS::Lambda::Function': /^Properties\.Code\.(S3Key|S3ObjectVersion|ZipFile)$/,
  'AWS::Lambda::LayerVersion': /^Properties\.Content\.(S3Key|S3ObjectVersion)$/,
};

/** What only the CDK's own tools read; what `cfn-init` reads is run on a machine. */
const METADATA = /^(Metadata(?!\.AWS::CloudFormation::)|DependsOn)\b/;

const isCode = (type: string, { path, before, after }: PropertyReview): boolean =>
  (before !== undefined && after !== undefined && masked(before) === masked(after)) ||
  own(CODE, type)?.test(path) === true;

/** What the changes of a resource are about; anything that is not plainly code or metadata is configuration. */
const subjectMatter = (type: string, changes: readonly PropertyReview[]): ResourceReview['about'] => {
  const deployed = changes.filter(({ path }) => !METADATA.test(path));
  if (deployed.length === 0) return 'metadata';
  return deployed.every((change) => isCode(type, change)) ? 'code' : 'configuration';
};

/** What the policies do to the data, from the least to the most that is kept. */
const KEPT: Readonly<Record<string, number>> = { Delete: 0, Snapshot: 1, RetainExceptOnCreate: 2, Retain: 2 };

/** The two attributes that decide about data, and when. */
const RETENTION = { DeletionPolicy: 'is removed', UpdateReplacePolicy: 'is replaced' } as const;

/** Types that CloudFormation snapshots before it deletes them where nothing else is said (user guide, DeletionPolicy). */
const SNAPSHOT_BY_DEFAULT = /^AWS::(RDS::DBCluster|DocDB::DBCluster|Neptune::DBCluster)$/;

/** A policy as it stands, or as CloudFormation reads its absence; undefined for what is no policy. */
const policyOf = (resource: unknown, attribute: keyof typeof RETENTION): string | undefined => {
  const stated = objectAt(resource)[attribute];
  if (typeof stated === 'string') return stated;
  if (stated !== undefined) return undefined;
  return attribute === 'DeletionPolicy' && SNAPSHOT_BY_DEFAULT.test(typeOf(resource)) ? 'Snapshot' : 'Delete';
};

/** Whether a resource and its data stay in the account; a policy that cannot be read keeps nothing. */
const isKept = (resource: unknown, attribute: keyof typeof RETENTION): boolean =>
  own(KEPT, policyOf(resource, attribute) ?? '') === 2;

/** In which ways the data of a resource is less protected than before, as sentences. */
const weakenedRetention = (before: unknown, after: unknown): readonly string[] =>
  (Object.keys(RETENTION) as (keyof typeof RETENTION)[]).flatMap((attribute) => {
    const [was, is] = [policyOf(before, attribute), policyOf(after, attribute)];
    if (was === is && was !== undefined) return [];
    const [kept, keeps] = [own(KEPT, was ?? '') ?? 0, own(KEPT, is ?? '') ?? -1];
    return keeps < kept || keeps === -1
      ? [
          `${attribute} goes from ${was ?? 'what cannot be told'} to ${is ?? 'what cannot be told'}: its data when it ${RETENTION[attribute]}`,
        ]
      : [];
  });

/** A resource before and after; at least one of the two is there. */
export interface ResourcePair {
  readonly logicalId: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What the diff engine says of a resource: nothing where it sees no difference, and why where it could not look. */
export type EngineWord = EngineChange | { readonly failed: string } | undefined;

/** Everything that is not as it was in one resource; undefined where nothing is. */
export const compareResource = (
  { logicalId, before, after }: ResourcePair,
  engine: EngineWord,
): ResourceReview | undefined => {
  const properties = isThere(before) && isThere(after) ? changesOf(before, after) : [];
  if (isThere(before) && isThere(after) && properties.length === 0 && !isChange(engine)) return undefined;
  const type = typeOf(isThere(after) ? after : before);
  const { effect, notes } = outcome({ logicalId, before, after }, properties, engine);
  const path = constructPath(after) ?? constructPath(before);
  const holds = whyItHolds(typeOf(isThere(before) ? before : after));
  const weakened =
    isThere(before) && isThere(after)
      ? [...weakenedRetention(before, after), ...expiringData(before, after), ...weakenedGuards(type, properties)]
      : [];
  return {
    logicalId,
    type,
    ...(path !== undefined && { path }),
    change: isThere(before) ? (isThere(after) ? 'changed' : 'removed') : 'added',
    effect,
    about: properties.length > 0 ? subjectMatter(type, properties) : 'configuration',
    ...(holds !== undefined && { holds }),
    notes: [...notes, ...weakened],
    properties,
    ...(weakened.length > 0 && { lessProtected: true }),
    ...(!isThere(before) && { speaksOf: attachedTo(propertiesOf(after)) }),
  };
};

/** What the properties beside a policy's text refer to. */
const attachedTo = (properties: Readonly<Record<string, unknown>>): readonly string[] => [
  ...new Set(
    Object.entries(properties)
      .filter(([name]) => !/Polic(y|ies)(Document)?$/.test(name))
      .flatMap(([, value]) => referredTo(value)),
  ),
];

/** Logical ids that a value refers to. */
export const referredTo = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referredTo);
  const { Ref: name, 'Fn::GetAtt': attribute, ...others } = objectAt(value);
  const [owner] = typeof attribute === 'string' ? attribute.split('.') : listAt(attribute);
  const named = [name, owner].filter((each): each is string => typeof each === 'string' && !each.startsWith('AWS::'));
  return [...named, ...Object.values(others).flatMap(referredTo)];
};

const isChange = (engine: EngineWord): engine is EngineChange => engine !== undefined && !('failed' in engine);

const isThere = (resource: unknown): boolean => resource !== undefined;

const changesOf = (before: unknown, after: unknown): readonly PropertyReview[] => {
  const [one, other] = [ordered(before), ordered(after)];
  return keysOf(one, other).flatMap((key) => leafChanges(key, own(one, key), own(other, key)));
};

/** What a resource waits for is a set. */
const ordered = (resource: unknown): Readonly<Record<string, unknown>> => {
  const { DependsOn: dependencies, ...rest } = objectAt(resource);
  if (dependencies === undefined) return rest;
  return { ...rest, DependsOn: Array.isArray(dependencies) ? dependencies.toSorted() : [dependencies] };
};

interface Outcome {
  readonly effect: Effect;
  readonly notes: readonly string[];
}

const outcome = (
  { before, after }: ResourcePair,
  properties: readonly PropertyReview[],
  engine: EngineWord,
): Outcome => {
  if ([before, after].some((resource) => isThere(resource) && !isResource(resource))) {
    return {
      effect: 'unknown',
      notes: ['it is no resource but what a macro makes one of: what it becomes is not to be seen'],
    };
  }
  if (!isThere(before)) return { effect: 'create', notes: [] };
  if (!isThere(after)) {
    return isKept(before, 'DeletionPolicy')
      ? { effect: 'retain', notes: ['it leaves the stack and stays in the account (DeletionPolicy)'] }
      : { effect: 'delete', notes: [fateOfContents(before)].filter((note) => note !== undefined) };
  }
  if (!isChange(engine)) {
    const deployed = properties.some(({ path }) => !/^(Metadata|DependsOn)\b/.test(path));
    return deployed ? { effect: 'unknown', notes: [unseen(engine)] } : { effect: 'none', notes: [] };
  }
  return changed(before, after, engine);
};

const ofTheOld = (fate: string | undefined): string | false =>
  fate !== undefined && `the new one starts empty; of the old one: ${fate}`;

const unseen = (engine: { readonly failed: string } | undefined): string =>
  engine === undefined
    ? SAME_TO_THE_ENGINE
    : `the diff engine cannot read these templates (${engine.failed}): it may be replaced`;

const SAME_TO_THE_ENGINE = 'the values differ, and the diff engine takes them for the same: CloudFormation may not';

const changed = (before: unknown, after: unknown, engine: EngineChange): Outcome => {
  const [was, is] = [propertiesOf(before), propertiesOf(after)];
  const overlooked = keysOf(was, is).filter(
    (name) =>
      !isSame(own(was, name), own(is, name)) && !engine.properties.includes(name) && typeOf(before) === typeOf(after),
  );
  const follows =
    engine.replacedBy.length > 0 && engine.replacedBy.every((name) => isSame(own(was, name), own(is, name)));
  const conditional = !isSame(objectAt(before)['Condition'], objectAt(after)['Condition']);
  const vague = overlooked.length > 0 || conditional;
  const effect = vague && (engine.effect === 'update' || engine.effect === 'none') ? 'unknown' : engine.effect;
  const kept = isKept(before, 'UpdateReplacePolicy') && isKept(after, 'UpdateReplacePolicy');
  const notes = [
    typeOf(before) !== typeOf(after) &&
      `its type was ${typeOf(before)}: CloudFormation refuses that under one logical id`,
    follows && `it refers in ${engine.replacedBy.join(', ')} to a resource that is replaced`,
    !follows && engine.replacedBy.length > 0 && `because of ${engine.replacedBy.join(', ')}`,
    engine.unspecified.length > 0 &&
      `no specification says what a change of ${engine.unspecified.join(', ')} does: it may be replaced`,
    overlooked.length > 0 && `${overlooked.join(', ')}: ${SAME_TO_THE_ENGINE}`,
    conditional && 'its condition is another one: it may appear or disappear',
    (effect === 'replace' || effect === 'may-replace') &&
      (kept
        ? 'the old one stays in the account (UpdateReplacePolicy), the new one starts empty'
        : ofTheOld(fateOfContents(before))),
  ];
  return { effect, notes: notes.filter((note) => note !== false) };
};

import { counted } from '../ground/counted';
import { isObject, listAt, objectAt, own } from '../ground/json';
import { isEmptied } from './deleted-when-empty';
import { inShort } from './in-short';
import { canonical } from './json';
import { propertiesOf, typeOf } from './template';

/** In which ways data is deleted by itself that was kept before, or sooner than before, or may be, as sentences. */
export const expiringData = (before: unknown, after: unknown): readonly string[] => {
  if (typeOf(before) !== typeOf(after)) return [];
  const emptied = isEmptied(after) && !isEmptied(before) ? ['it now deletes what it holds when it is removed'] : [];
  return [...emptied, ...(ASKED[typeOf(after)]?.(before, after) ?? [])];
};

/** What a rule deletes, by what is counted. Other keys of a rule say what it is about. */
const DELETES: Readonly<Record<string, string>> = {
  ExpirationInDays: 'objects',
  ExpirationDate: 'objects',
  NoncurrentVersionExpirationInDays: 'old versions',
  NoncurrentVersionExpiration: 'old versions',
};

/** What changes no object, or not whether it is there. */
const NO_MATTER: ReadonlySet<string> = new Set([
  ...['Id', 'Status', 'AbortIncompleteMultipartUpload', 'ExpiredObjectDeleteMarker', 'Transition', 'Transitions'],
  ...['NoncurrentVersionTransition', 'NoncurrentVersionTransitions'],
]);

interface Expiry {
  readonly what: string;
  /** How the names of the objects begin. */
  readonly prefix: string;
  /** Which of these objects. */
  readonly scope: string;
  /** Days, or a date; what cannot be compared is taken for sooner. */
  readonly when: unknown;
}

const expiringObjects = (before: unknown, after: unknown): readonly string[] => {
  const had = expiriesOf(before);
  const sooner = expiriesOf(after).filter(
    (each) => !had.some((old) => old.what === each.what && isWithin(each, old) && isKept(old, each)),
  );
  return [
    ...new Set(
      sooner.map(({ what, prefix, when }) => {
        return `it now deletes ${what}${prefix === '' ? '' : ` in ${inShort(prefix)}`} ${whenInWords(when)}`;
      }),
    ),
  ];
};

/** A rule about everything was about each part, too. */
const isWithin = (each: Expiry, old: Expiry): boolean =>
  each.prefix.startsWith(old.prefix) && (each.scope === old.scope || old.scope === '{}');

/** Whether what a rule deletes was deleted as soon before. */
const isKept = ({ when: was }: Expiry, { when: is }: Expiry): boolean =>
  canonical(was) === canonical(is) || Number(is) >= Number(was);

const expiriesOf = (bucket: unknown): readonly Expiry[] =>
  listAt(objectAt(propertiesOf(bucket)['LifecycleConfiguration'])['Rules']).flatMap((rule) => {
    if (!isObject(rule) || rule['Status'] === 'Disabled') return [];
    const { Prefix: prefix = '', ...others } = rule;
    const scope = canonical(
      Object.fromEntries(Object.entries(others).filter(([key]) => !(key in DELETES) && !NO_MATTER.has(key))),
    );
    return Object.entries(rule).flatMap(([key, value]) => {
      const what = own(DELETES, key);
      return what === undefined
        ? []
        : [{ what, prefix: inShort(prefix), scope, when: objectAt(value)['NoncurrentDays'] ?? value }];
    });
  });

const whenInWords = (when: unknown): string => {
  if (/^\d+$/.test(`${when}`)) return `after ${when} ${`${when}` === '1' ? 'day' : 'days'}`;
  return typeof when === 'string' ? `on ${inShort(when)}` : `after ${inShort(when)}`;
};

const expiringItems = (before: unknown, after: unknown): readonly string[] => {
  const [was, is] = [before, after].map((table) => objectAt(propertiesOf(table)['TimeToLiveSpecification']));
  const isOn = `${is?.['Enabled']}` === 'true';
  const wasSame =
    `${was?.['Enabled']}` === 'true' && canonical(was?.['AttributeName']) === canonical(is?.['AttributeName']);
  return isOn && !wasSame ? [`it now deletes items whose ${inShort(is?.['AttributeName'])} is past`] : [];
};

/** "You cannot specify `Days` and `Years` at the same time." (template reference, AWS::S3::Bucket ObjectLockRule); a year is taken for its least. */
const lockOf = (bucket: unknown): { readonly days: number; readonly mode: unknown } => {
  const rule = objectAt(objectAt(propertiesOf(bucket)['ObjectLockConfiguration'])['Rule']);
  const { Mode: mode, Days: days, Years: years } = objectAt(rule['DefaultRetention']);
  return { days: years === undefined ? Number(days ?? 0) : Number(years) * 365, mode };
};

/** Objects that come now are locked for less time, or so that some may unlock them. */
const unlockedObjects = (before: unknown, after: unknown): readonly string[] => {
  const [was, is] = [lockOf(before), lockOf(after)];
  return [
    ...(is.days < was.days ? [`it now locks objects for ${counted(is.days, 'day')}, not for ${was.days}`] : []),
    ...(was.mode === 'COMPLIANCE' && is.mode !== was.mode && is.days > 0
      ? [`it now locks objects so that some may unlock them: ${inShort(is.mode)}`]
      : []),
  ];
};

/** What is in a region that has no replica any more. */
const lostReplicas = (before: unknown, after: unknown): readonly string[] => {
  const [was, is] = [before, after].map((table) =>
    listAt(propertiesOf(table)['Replicas']).map((replica) => inShort(objectAt(replica)['Region'])),
  );
  const gone = (was ?? []).filter((region) => !is?.includes(region));
  return gone.map((region) => `it now deletes its replica in ${region}`);
};

/** A lifecycle policy of a registry has no other purpose than to delete images. */
const expiringImages = (before: unknown, after: unknown): readonly string[] => {
  const [was, is] = [before, after].map((each) => propertiesOf(each)['LifecyclePolicy']);
  if (is === undefined || canonical(was) === canonical(is)) return [];
  return [`it now deletes images by ${was === undefined ? 'a' : 'another'} lifecycle policy`];
};

const ASKED: Readonly<Record<string, (before: unknown, after: unknown) => readonly string[]>> = {
  'AWS::S3::Bucket': (before, after) => [...expiringObjects(before, after), ...unlockedObjects(before, after)],
  'AWS::DynamoDB::Table': expiringItems,
  'AWS::DynamoDB::GlobalTable': (before, after) => [...expiringItems(before, after), ...lostReplicas(before, after)],
  'AWS::ECR::Repository': expiringImages,
};

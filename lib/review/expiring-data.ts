import { isObject, listAt, objectAt, own } from '../ground/json';
import { inShort } from './in-short';
import { canonical } from './json';
import { propertiesOf, typeOf } from './template';

/** In which ways data is deleted by itself that was kept before, or sooner than before, as sentences. */
export const expiringData = (before: unknown, after: unknown): readonly string[] => {
  if (typeOf(before) !== typeOf(after)) return [];
  if (typeOf(after) === 'AWS::S3::Bucket') return expiringObjects(before, after);
  return typeOf(after).startsWith('AWS::DynamoDB::') ? expiringItems(before, after) : [];
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
  /** Which objects. */
  readonly scope: string;
  /** Days, or a date; what cannot be compared is taken for sooner. */
  readonly when: unknown;
}

const expiringObjects = (before: unknown, after: unknown): readonly string[] => {
  const had = expiriesOf(before);
  const sooner = expiriesOf(after).filter(
    (each) => !had.some((old) => old.what === each.what && isWithin(each.scope, old.scope) && isKept(old, each)),
  );
  return [...new Set(sooner.map(({ what, when }) => `it now deletes ${what} ${whenInWords(when)}`))];
};

/** A rule about everything was about each part, too. */
const isWithin = (scope: string, old: string): boolean => scope === old || old === '{}';

/** Whether what a rule deletes was deleted as soon before. */
const isKept = ({ when: was }: Expiry, { when: is }: Expiry): boolean =>
  canonical(was) === canonical(is) || Number(is) >= Number(was);

const expiriesOf = (bucket: unknown): readonly Expiry[] =>
  listAt(objectAt(propertiesOf(bucket)['LifecycleConfiguration'])['Rules']).flatMap((rule) => {
    if (!isObject(rule) || rule['Status'] === 'Disabled') return [];
    const scope = canonical(
      Object.fromEntries(Object.entries(rule).filter(([key]) => !(key in DELETES) && !NO_MATTER.has(key))),
    );
    return Object.entries(rule).flatMap(([key, value]) => {
      const what = own(DELETES, key);
      return what === undefined ? [] : [{ what, scope, when: objectAt(value)['NoncurrentDays'] ?? value }];
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

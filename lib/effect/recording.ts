import { type JsonObject, listAt, objectAt, own } from '../ground/json';
import { ANY } from './samples';

/** The fields of an event by which selectors choose; `{any}` at the end of one stands for whatever follows. */
type Fields = Readonly<Record<string, string>>;

/**
 * Whether one of a trail's event selectors records an event whatever its `{any}` are.
 *
 * Sources: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html,
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export const records = (
  { EventSelectors: basic, AdvancedEventSelectors: advanced }: JsonObject,
  fields: Fields,
): boolean => {
  const [plain, fine] = [listAt(basic), listAt(advanced)];
  if (plain.length > 0 && fine.length > 0) return false; // CloudTrail takes one kind
  return (
    plain.map(objectAt).some((each) => takesBasic(each, fields)) ||
    fine.map(objectAt).some((each) => takesAdvanced(each, fields))
  );
};

const takesBasic = (selector: JsonObject, fields: Fields): boolean => {
  const { ReadWriteType: kind = 'All', IncludeManagementEvents: management = true } = selector;
  if (kind !== 'All' && kind !== (fields['readOnly'] === 'true' ? 'ReadOnly' : 'WriteOnly')) return false;
  if (fields['eventCategory'] === 'Management')
    return String(management) === 'true' && listAt(selector['ExcludeManagementEventSources']).length === 0;
  const [thing = ''] = (fields['resources.ARN'] ?? '').split(ANY);
  const [, everything = ''] = /^(arn:[^:]+:s3):::/.exec(thing) ?? [];
  return listAt(selector['DataResources'])
    .map(objectAt)
    .filter(({ Type: type }) => type === fields['resources.type'])
    .flatMap(({ Values: values }) => listAt(values))
    .some((value) => value === thing || value === everything);
};

const takesAdvanced = (selector: JsonObject, fields: Fields): boolean => {
  const conditions = listAt(selector['FieldSelectors']).map(objectAt);
  return (
    conditions.some(({ Field: field }) => field === 'eventCategory') && conditions.every((each) => isMet(each, fields))
  );
};

/** A test of a known beginning that holds or not whatever follows it; undefined where it depends on that. */
type Test = (value: string, part: string, open: boolean) => boolean | undefined;

const TESTS: Readonly<Record<string, Test>> = {
  Equals: (value, part, open) => (open ? (part.startsWith(value) ? undefined : false) : value === part),
  StartsWith: (value, part, open) =>
    value.startsWith(part) ? true : open && part.startsWith(value) ? undefined : false,
  EndsWith: (value, part, open) => (open ? undefined : value.endsWith(part)),
};

/** Of what a field is to be one is enough; of what it is not to be nothing may hold. */
const isMet = ({ Field: field, ...tests }: JsonObject, fields: Fields): boolean => {
  const given = own(fields, String(field)) ?? ANY;
  const [value = ''] = given.split(ANY);
  const open = given.endsWith(ANY);
  let wanted = 0;
  let met = false;
  for (const [name, parts] of Object.entries(tests)) {
    const negative = name.startsWith('Not');
    const test = own(TESTS, name.replace(/^Not/, ''));
    if (test === undefined) return false;
    const holds = listAt(parts).map((part) => (typeof part === 'string' ? test(value, part, open) : undefined));
    if (negative) {
      if (holds.some((each) => each !== false)) return false;
    } else {
      wanted += 1;
      met ||= holds.includes(true);
    }
  }
  return met || wanted === 0;
};

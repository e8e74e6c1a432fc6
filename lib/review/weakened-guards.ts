import type { PropertyReview } from '../contract/review';
import { isObject, own } from '../ground/json';
import { inShort } from './in-short';

/** Days, hours or seconds that data, or a copy of it, is kept; or how many copies are. */
const PERIOD =
  /^((?!Max)\w*Retention(In|Period|PeriodIn)?(Days|Hours)|\w*RetentionPeriod|\w*RetentionLimit|RecoveryPeriodInDays|PendingWindowInDays|RetentionPeriodHours|DeleteAfterDays)$/;

/**
 * How long it is kept where nothing is said, by the template reference of the property: RDS, DocumentDB and Neptune for
 * BackupRetentionPeriod, DynamoDB, KMS, SQS, Kinesis. A log group keeps its events for ever (CloudWatch Logs, PutRetentionPolicy), a
 * backup plan its recovery points, an archive its events. ElastiCache makes no snapshots; a vault without a lock has
 * no least days. Unconfirmed for a video stream, of which the reference of the template says no default.
 */
const KEPT_BY_DEFAULT: Readonly<Record<string, number>> = {
  RetentionInDays: Number.POSITIVE_INFINITY,
  BackupRetentionPeriod: 1,
  RecoveryPeriodInDays: 35,
  PendingWindowInDays: 30,
  MessageRetentionPeriod: 345_600,
  RetentionPeriodHours: 24,
  AutomatedSnapshotRetentionPeriod: 1,
  DataRetentionInHours: 0,
  DeleteAfterDays: Number.POSITIVE_INFINITY,
  MinRetentionDays: 0,
  RetentionDays: Number.POSITIVE_INFINITY,
  SnapshotRetentionLimit: 0,
};

/** "If set to 0, events are retained indefinitely" (Events::Archive, RetentionDays); -1 is for ever (Redshift, ManualSnapshotRetentionPeriod). */
const FOR_EVER: ReadonlySet<string> = new Set(['RetentionDays 0', 'ManualSnapshotRetentionPeriod -1']);

/**
 * What is either on or off, and off where nothing is said: so the template reference for DeletionProtection (RDS, Logs, DynamoDB),
 * EnableKeyRotation and EnableLogFileValidation; IsLogging must be said. Unconfirmed for the others: StorageEncrypted and Encrypted may follow a
 * default of the account.
 */
const SWITCH =
  /^(PointInTimeRecoveryEnabled|DeletionProtection|DeletionProtectionEnabled|EnableKeyRotation|StorageEncrypted|Encrypted|SSEEnabled|EnableLogFileValidation|IsLogging|IsMultiRegionTrail|ObjectLockEnabled)$|^(VersioningConfiguration|BackupPolicy)\.Status$|^(EncryptionAtRestOptions|NodeToNodeEncryptionOptions)\.Enabled$/;

/** What is on where nothing is said (template reference of each type; unconfirmed for EventDataStore, where it says no default). */
const ON_BY_DEFAULT: ReadonlySet<string> = new Set([
  ...['AWS::KMS::Key Enabled', 'AWS::KMS::ReplicaKey Enabled', 'AWS::Redshift::Cluster Encrypted'],
  'AWS::CloudTrail::EventDataStore TerminationProtectionEnabled',
]);

/** "whether to remove automated backups immediately after the DB instance is deleted … The default is to remove" (RDS::DBInstance). */
const BACKUPS_GO = 'DeleteAutomatedBackups';

const KEY =
  /^(KmsKeyId|KMSKeyId|KmsMasterKeyId|KMSMasterKeyId|KMSMasterKeyID|KMSMasterKeyArn)$|^StreamEncryption\.KeyId$/;

const ON: ReadonlySet<unknown> = new Set([true, 'true', 'Enabled', 'ENABLED', 'ACTIVE']);
const OFF: ReadonlySet<unknown> = new Set([false, 'false']);

/** "Disabled KMS keys cannot be used in cryptographic operations." (template reference, AWS::KMS::Key) */
const DISABLED = 'it is disabled: what it encrypted cannot be read until it is enabled again';

/** In which ways properties that keep, encrypt or record do so less than before, as sentences; what cannot be compared is in none. */
export const weakenedGuards = (type: string, properties: readonly PropertyReview[]): readonly string[] => {
  const was = new Map(properties.flatMap(({ path, before }) => [...leavesOf(path, before)]));
  const is = new Map(properties.flatMap(({ path, after }) => [...leavesOf(path, after)]));
  return [
    ...new Set(
      [...new Set([...was.keys(), ...is.keys()])].flatMap((leaf) =>
        isOfNewEntry(leaf, was) ? [] : (weakened(type, leaf, was.get(leaf), is.get(leaf)) ?? []),
      ),
    ),
  ];
};

/** What is of an entry that its list did not have guards nothing that was there. */
const isOfNewEntry = (leaf: string, was: ReadonlyMap<string, unknown>): boolean => {
  const [entry] = /^.*?(\{\w*\}|\[\](?!\{))/.exec(leaf) ?? [];
  return entry !== undefined && ![...was.keys()].some((each) => each.startsWith(entry));
};

/** Values by where they stand; an entry of a list by its name, if it has one. An intrinsic function is one value. */
const leavesOf = (path: string, value: unknown): ReadonlyMap<string, unknown> => {
  if (Array.isArray(value)) return new Map(value.flatMap((inner) => [...leavesOf(`${path}[]`, inner)]));
  const isInner = isObject(value) && !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (!isInner) return value === undefined ? new Map() : new Map([[path, value]]);
  const name = path.endsWith('[]') && (value['RuleName'] ?? value['Region'] ?? value['Name'] ?? value['Id']);
  const at = typeof name === 'string' ? `${path}{${name.replaceAll(/\W/g, '_')}}` : path;
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leavesOf(`${at}.${key}`, inner)]));
};

const weakened = (type: string, path: string, was: unknown, is: unknown): string | undefined => {
  const parts = path.split('.');
  const [name = '', owner = ''] = [parts.at(-1), parts.at(-2)].map((part) => part?.replace(/[[{].*/, ''));
  const isNamed = (pattern: RegExp): boolean => pattern.test(name) || pattern.test(`${owner}.${name}`);
  const said = /^(Status|Enabled|KeyId)$/.test(name) ? owner : name;
  const goes = `${said} goes from ${was === undefined ? 'nothing' : inShort(was)} to ${is === undefined ? byDefault(name) : inShort(is)}`;
  if (isNamed(PERIOD)) {
    const [kept, keeps] = [periodOf(name, was), periodOf(name, is)];
    return keeps < kept ? goes : undefined;
  }
  if (ON_BY_DEFAULT.has(`${type} ${name}`)) {
    if (!OFF.has(is) || OFF.has(was)) return undefined;
    return name === 'Enabled' ? DISABLED : goes;
  }
  if (name === BACKUPS_GO)
    return OFF.has(was) && !OFF.has(is) ? 'it now deletes its automated backups when it is deleted' : undefined;
  if (isNamed(SWITCH)) return ON.has(was) && !isObject(is) && !ON.has(is) ? goes : undefined;
  return isNamed(KEY) && was !== undefined && is === undefined ? `${said} is gone` : undefined;
};

const byDefault = (name: string): string => {
  const period = own(KEPT_BY_DEFAULT, name);
  return period === undefined ? 'nothing' : `the default of ${period}`;
};

/** NaN, which is neither less nor more, for what nobody can tell. */
const periodOf = (name: string, value: unknown): number => {
  if (value === undefined) return own(KEPT_BY_DEFAULT, name) ?? Number.NaN;
  if (FOR_EVER.has(`${name} ${value}`)) return Number.POSITIVE_INFINITY;
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
};

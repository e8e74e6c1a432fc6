import type { PropertyReview } from '../contract/review';
import { isObject } from '../ground/json';
import { inShort } from './in-short';

/** Days, hours or seconds that data is kept; a log group that says none keeps it for ever. */
const PERIOD =
  /^(RetentionInDays|BackupRetentionPeriod|RecoveryPeriodInDays|PendingWindowInDays|MessageRetentionPeriod|RetentionPeriodHours)$/;

/** What is either on or off, and off where nothing is said. */
const SWITCH =
  /^(PointInTimeRecoveryEnabled|DeletionProtection|DeletionProtectionEnabled|EnableKeyRotation|StorageEncrypted|Encrypted|SSEEnabled|EnableLogFileValidation|IsLogging|ObjectLockEnabled)$|^VersioningConfiguration\.Status$/;

const KEY = /^(KmsKeyId|KMSKeyId|KmsMasterKeyId|KMSMasterKeyId|KMSMasterKeyID|KMSMasterKeyArn)$/;

const ON: ReadonlySet<unknown> = new Set([true, 'true', 'Enabled', 'ENABLED', 'ACTIVE']);

/** In which ways properties that keep, encrypt or record do so less than before, as sentences; what cannot be compared is in none. */
export const weakenedGuards = (properties: readonly PropertyReview[]): readonly string[] => [
  ...new Set(
    properties.flatMap(({ path, before, after }) => {
      const [was, is] = [leavesOf(path, before), leavesOf(path, after)];
      return [...new Set([...was.keys(), ...is.keys()])].flatMap(
        (leaf) => weakened(leaf, was.get(leaf), is.get(leaf)) ?? [],
      );
    }),
  ),
];

/** Values by where they stand. An intrinsic function is one. */
const leavesOf = (path: string, value: unknown): ReadonlyMap<string, unknown> => {
  const isInner = isObject(value) && !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (isInner) return new Map(Object.entries(value).flatMap(([key, inner]) => [...leavesOf(`${path}.${key}`, inner)]));
  if (Array.isArray(value)) return new Map(value.flatMap((inner) => [...leavesOf(path, inner)]));
  return value === undefined ? new Map() : new Map([[path, value]]);
};

const weakened = (path: string, was: unknown, is: unknown): string | undefined => {
  const parts = path.split('.');
  const [name = '', owner = ''] = [parts.at(-1), parts.at(-2)];
  const isNamed = (pattern: RegExp): boolean => pattern.test(name) || pattern.test(`${owner}.${name}`);
  const said = name === 'Status' ? owner : name;
  const goes = `${said} goes from ${was === undefined ? 'nothing' : inShort(was)} to ${is === undefined ? 'nothing' : inShort(is)}`;
  if (isNamed(PERIOD)) {
    const [kept, keeps] = [periodOf(name, was), periodOf(name, is)];
    return keeps < kept ? goes : undefined;
  }
  if (isNamed(SWITCH)) return ON.has(was) && !isObject(is) && !ON.has(is) ? goes : undefined;
  return isNamed(KEY) && was !== undefined && is === undefined ? `${said} is gone` : undefined;
};

/** NaN, which is neither less nor more, for what nobody can tell. */
const periodOf = (name: string, value: unknown): number => {
  if (value === undefined && name === 'RetentionInDays') return Number.POSITIVE_INFINITY;
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
};

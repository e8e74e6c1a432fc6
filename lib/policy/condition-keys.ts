import { own } from '../ground/json';
import table from './condition-keys.json';

/**
 * Who decides what a condition key says: `condition-keys.json`, a row for keys of one kind, with its source. A key that
 * stands in no row is unknown, and what hangs on it nobody can tell.
 */

/**
 * What a key says of a request, by who makes it. *caller*: AWS sets it to whoever asks. *source*: a service sets it to the
 * resource for which it comes. *resource*: it says whose resource is asked for. *asker*: whoever asks has the choice.
 * *absent*: no such request carries it.
 */
export type KeyKind = 'caller' | 'source' | 'resource' | 'asker' | 'absent' | 'unknown';

/** What its values look like: an account id, an ARN, an organization or a path in one, a service, true or false, a text. */
export type KeyForm = 'account' | 'arn' | 'organization' | 'service' | 'flag' | 'text';

/** Who makes a request: a principal of an account, a service by itself, somebody without a signature. */
export type CallerKind = 'aws' | 'service' | 'anonymous';

/** What is known of a condition key. */
export interface ConditionKey {
  readonly kind: Readonly<Record<CallerKind, KeyKind>>;
  readonly form: KeyForm;
  /** Whether no request of whom AWS sets it to goes without. */
  readonly always: boolean;
  /** Why, as a sentence without its full stop. */
  readonly because: string;
  readonly source: string;
}

interface Row {
  readonly keys: readonly string[];
  readonly aws: KeyKind;
  readonly service: KeyKind;
  readonly form: KeyForm;
  readonly always?: boolean;
  readonly because: string;
  readonly source: string;
}

const ROWS = table.rows as readonly Row[];

/** Of whoever does not sign, AWS knows nothing to set. */
const withoutSignature = (kind: KeyKind): KeyKind => (kind === 'caller' ? 'absent' : kind);

const known = new Map<string, ConditionKey>(
  ROWS.flatMap(({ keys, aws, service, form, always = false, because, source }) =>
    keys.map((key): [string, ConditionKey] => [
      key.toLowerCase(),
      { kind: { aws, service, anonymous: withoutSignature(aws) }, form, always, because, source },
    ]),
  ),
);

/** Every key of the table, as its row writes it: `aws:PrincipalTag/*` stands for the tags of all names. */
export const CONDITION_KEYS: readonly string[] = ROWS.flatMap(({ keys }) => keys);

const UNKNOWN: ConditionKey = {
  kind: { aws: 'unknown', service: 'unknown', anonymous: 'unknown' },
  form: 'text',
  always: false,
  because: 'nobody has looked up who decides what it says',
  source: 'none',
};

/** What is known of a condition key, whose name knows no case. */
export const conditionKey = (name: string): ConditionKey => {
  const key = name.toLowerCase();
  const family = key.replace(/^([^:/]+:[^:/]+)[:/].+$/, '$1');
  return known.get(key) ?? known.get(`${family}/*`) ?? known.get(`${family}:*`) ?? UNKNOWN;
};

/** What is known of a service's ARNs. */
export interface ArnShape {
  /** Whether they carry the account that owns the resource. */
  readonly account: boolean;
  readonly because: string;
}

/** What is known of the ARNs of a service, by its name in them; undefined where nobody has looked. */
export const arnShape = (service: string): ArnShape | undefined =>
  own(table.arns as Readonly<Record<string, ArnShape>>, service);

import { isObject, objectAt } from '../ground/json';
import { operatorIn } from './condition';
import { arnShape, type CallerKind, type ConditionKey, conditionKey } from './condition-keys';
import { scalars } from './json';
import { matches } from './pattern';

/** What AWS itself has to say of whoever asks, or of for whom a service asks, so that a condition holds. */
export interface Pin {
  readonly account?: string;
  /** A pattern; without wildcards it names one. */
  readonly arn?: string;
  readonly organization?: string;
}

/** What one entry of a condition makes of those who ask. */
export type Constraint =
  /** Nobody of this kind can meet it. */
  | { readonly is: 'never' }
  /** Only these can. */
  | { readonly is: 'pinned'; readonly to: readonly Pin[] }
  /** Everybody can, or nobody can tell who cannot. */
  | { readonly is: 'open'; readonly because: string };

/** One entry of a `Condition` element: an operator, a key and the values. */
export interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: unknown;
}

/** Who asks, and which keys are known to be in the request or not: where it does not say, both is possible. */
export interface Asker {
  readonly kind: CallerKind;
  readonly service?: string;
  readonly carries?: (key: string) => boolean | undefined;
}

/** The entries of a condition; undefined where it is none that can be read. */
export const testsOf = (condition: unknown): readonly Test[] | undefined => {
  if (condition === undefined) return [];
  if (!isObject(condition)) return undefined;
  const entries = Object.entries(condition);
  if (!entries.every(([, keys]) => isObject(keys))) return undefined;
  return entries.flatMap(([operator, keys]) =>
    Object.entries(objectAt(keys)).map(([key, values]) => ({ operator, key, values })),
  );
};

const NEVER: Constraint = { is: 'never' };
const open = (because: string): Constraint => ({ is: 'open', because });

/** Operators by which a text is compared with a text. */
const COMPARED = /^(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|BinaryEquals)$/;

/** Values that the deployment fills in: nobody can read them here, whatever stands in their place. */
const FILLED_IN = /\{\{resolve:/;

/** Whether such a request carries a key; undefined where it may. */
const carried = (name: string, { kind, always }: ConditionKey, asker: Asker): boolean | undefined => {
  if (kind[asker.kind] === 'absent') return false;
  if (kind[asker.kind] === 'caller' && always) return true;
  return asker.carries?.(name.toLowerCase());
};

/** What an entry of a condition makes of whoever asks. Sound: what is not surely kept out counts as let in. */
export const constraintOf = ({ operator: name, key, values }: Test, asker: Asker, variables: boolean): Constraint => {
  const known = conditionKey(key);
  const wanted = scalars(values);
  if (wanted === undefined || wanted.some((value) => FILLED_IN.test(value))) {
    return open(`what ${key} has to be is only known to the deployment`);
  }
  if (asker.kind === 'anonymous' && key.toLowerCase() === 'aws:principalaccount') return unsigned(name, wanted, known);
  const has = carried(key, known, asker);
  if (name === 'Null') return nullness(wanted, has, known);
  const { set, ifExists, operator } = operatorIn(name);
  if (operator === undefined || (set === 'ForAnyValue' && ifExists !== undefined)) {
    return open(`nobody can tell what "${name}" says`);
  }
  const isLenient = ifExists !== undefined || set === 'ForAllValues';
  if (has === false) {
    const holds = isLenient || (operator.negated && set !== 'ForAnyValue');
    return holds ? open(`${name} holds for a request without ${key}`) : NEVER;
  }
  // Also where AWS always sets the key: who means it to be there does not say `IfExists`.
  if (isLenient && asker.carries?.(key.toLowerCase()) !== true)
    return open(`${name} holds for a request without ${key}`);
  if (operator.negated) return open(`${name} ${key} keeps out whom it names, and nobody else`);
  return pinned({ operator: name, key, values: wanted }, known, asker, variables);
};

/** For whoever does not sign, the user guide says, `aws:PrincipalAccount` is `anonymous`; it may be absent as well. */
const unsigned = (name: string, wanted: readonly string[], known: ConditionKey): Constraint => {
  const { ifExists, set, base, operator } = operatorIn(name);
  const isPositive = COMPARED.test(base) && operator?.negated === false && ifExists === undefined;
  const isKeptOut = isPositive && set !== 'ForAllValues' && !wanted.some((value) => matches(value, 'anonymous'));
  return isKeptOut && !wanted.some((value) => value.includes('$')) ? NEVER : open(known.because);
};

const nullness = (wanted: readonly string[], has: boolean | undefined, known: ConditionKey): Constraint => {
  const may = (is: boolean) => wanted.some((value) => value.toLowerCase() === String(is));
  if (has === true && !may(false) && wanted.every((value) => /^(true|false)$/i.test(value))) return NEVER;
  if (has === false && !may(true) && wanted.every((value) => /^(true|false)$/i.test(value))) return NEVER;
  return open(known.because);
};

interface Wanted extends Test {
  readonly values: readonly string[];
}

const pinned = (test: Wanted, known: ConditionKey, asker: Asker, variables: boolean): Constraint => {
  const kind = known.kind[asker.kind];
  if (kind === 'unknown') return open(`nobody can tell who meets ${test.key}: ${known.because}`);
  if (kind !== 'caller' && kind !== 'source') return open(`${test.key} keeps nobody out: ${known.because}`);
  if (known.form === 'flag') return flagged(test, asker);
  if (known.form === 'service') return named(test, asker);
  const base = operatorIn(test.operator).base;
  if (!COMPARED.test(base)) return open(`nobody can tell what "${test.operator}" says of ${test.key}`);
  const pins: Pin[] = [];
  for (const value of test.values) {
    if (variables && /\$\{[^*?$]/.test(value)) return open(`${value} in ${test.key} is filled in by whoever asks`);
    const found = PINNED[known.form](value, base);
    if (typeof found === 'string') return open(`${test.key} ${value} keeps nobody out: ${found}`);
    pins.push(...found);
  }
  return { is: 'pinned', to: pins };
};

/** `aws:PrincipalIsAWSService` is true for services, and false for everybody else who signs. */
const flagged = ({ operator, key, values }: Wanted, { kind }: Asker): Constraint => {
  if (!/Bool|String(Equals|Like)/.test(operator)) return open(`nobody can tell what "${operator}" says of ${key}`);
  const is = String(kind === 'service');
  return values.some((value) => value.toLowerCase() === is || /[*?]/.test(value)) ? open(`${key} is ${is}`) : NEVER;
};

const named = ({ key, values }: Wanted, { service }: Asker): Constraint =>
  service === undefined ||
  values.some((value) => matches(value.toLowerCase(), service.toLowerCase()) || value.includes('$'))
    ? open(`${key} names a service, which every account has`)
    : NEVER;

/** Whom a value stands for; a text says why that is everybody. */
type Pinning = (value: string, base: string) => readonly Pin[] | string;

const WILD = /[*?]/;
const ID = /^\d{12}$/;

const hasWildcards = (text: string, base: string): boolean => /^(StringLike|Arn)/.test(base) && WILD.test(text);

const accountIn: Pinning = (value, base) => {
  if (hasWildcards(value, base)) return 'many accounts are called so';
  return ID.test(value) ? [{ account: value }] : [];
};

const arnIn: Pinning = (value, base) => {
  const [head = '', partition = '', service = '', region = '', account, ...rest] = value.split(':');
  const wild = (text: string) => hasWildcards(text, base);
  if (account === undefined || rest.length === 0) return wild(value) ? 'it is no ARN with an account' : [];
  const shape = arnShape(service);
  if (!base.startsWith('Arn') && [head, partition, service, region].some(wild)) {
    // There a wildcard reaches over colons: the account may come later in a name.
    if (wild(head + partition + service) || shape?.account !== true) return 'its wildcards reach over the account part';
  }
  if (ID.test(account)) return [{ account, arn: value }];
  if (wild(account)) return 'it leaves the account open';
  if (account === '') return shape?.account === false ? shape.because : 'it carries no account';
  return `${account} is no account`;
};

const organizationIn: Pinning = (value, base) => {
  const [organization = ''] = value.split('/');
  if (hasWildcards(organization, base)) return 'it leaves the organization open';
  return [{ organization }];
};

const PINNED: Readonly<Record<'account' | 'arn' | 'organization' | 'text', Pinning>> = {
  account: accountIn,
  arn: arnIn,
  organization: organizationIn,
  text: () => 'it is no account',
};

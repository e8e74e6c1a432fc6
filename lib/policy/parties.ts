import { isObject, type JsonObject } from '../ground/json';
import type { CallerKind } from './condition-keys';
import { strings } from './json';
import type { Pin } from './pins';

/** Who is meant to get in by a policy. */
export interface Intended {
  /** Accounts all of whose principals may, and for whose resources services may come. */
  readonly accounts: readonly string[];
  /** Whether one principal of another account, named in full, may. @default none */
  readonly principal?: (arn: string) => boolean;
  /** Whether a service may come for whomever. @default none */
  readonly service?: (service: string) => boolean;
}

/** Some of those whom a statement's principal names, of one kind. */
export interface Party {
  readonly kind: CallerKind;
  /** Who they are, as far as the principal says it; nothing is everybody. */
  readonly pin: Pin;
  /** The service; absent where it is any. */
  readonly service?: string;
}

/** Somebody of whom nobody can tell who it is: never one who is meant. */
export interface Riddle {
  readonly kind: 'riddle';
  readonly who: string;
  readonly how: string;
  /** `*` where it may be a service. */
  readonly service?: '*';
}

const riddle = (who: string, how: string): Riddle => ({ kind: 'riddle', who, how });
const serviceRiddle = (who: string, how: string): Riddle => ({ ...riddle(who, how), service: '*' });

/** Whoever asks: without a signature, of any account, any service. */
export const EVERYBODY: readonly Party[] = [
  { kind: 'anonymous', pin: {} },
  { kind: 'aws', pin: {} },
  { kind: 'service', pin: {} },
];

const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/;
const OF_ACCOUNT = /^arn:[^:*?]+:(?:iam|sts)::(\d{12}):[^*?$]+$/;

const ofAws = (element: string): readonly (Party | Riddle)[] => {
  if (element === '*') return EVERYBODY;
  const account = ACCOUNT.exec(element)?.[1];
  if (account !== undefined) return [{ kind: 'aws', pin: { account } }];
  const owner = OF_ACCOUNT.exec(element)?.[1];
  if (owner !== undefined) return [{ kind: 'aws', pin: { account: owner, arn: element } }];
  return [riddle(element, 'nobody can tell whose it is')];
};

const ofService = (element: string): Party | Riddle =>
  /[*?{]/.test(element)
    ? serviceRiddle(element, 'nobody can tell which service it is')
    : { kind: 'service', pin: {}, service: element };

const ofKind = (kind: string, value: unknown): readonly (Party | Riddle)[] => {
  const elements = strings(value);
  if (elements === undefined) {
    const how = `which ${kind} it names is only known to the deployment`;
    return [kind === 'Service' ? serviceRiddle('somebody', how) : riddle('somebody', how)];
  }
  switch (kind) {
    case 'AWS':
      return elements.flatMap(ofAws);
    case 'Service':
      return elements.map(ofService);
    case 'Federated':
      return elements.map((each) => riddle(`whoever ${each} vouches for`, 'nobody can tell who that is'));
    default:
      return elements.map((each) => riddle(`${kind} ${each}`, 'nobody can tell whose it is'));
  }
};

/** Whom a statement's `Principal` names; everybody where it names whom it does not mean, or nobody. */
export const partiesOf = (statement: JsonObject): readonly (Party | Riddle)[] => {
  const { Principal: principal } = statement;
  if ('NotPrincipal' in statement || principal === undefined || principal === '*') return EVERYBODY;
  if (!isObject(principal)) return [serviceRiddle('somebody', 'whom it names is only known to the deployment')];
  return Object.entries(principal).flatMap(([kind, value]) => ofKind(kind, value));
};

import { type Decision, evaluate, type PolicyDocument } from './evaluate';
import type { Principal, RequestContext } from './request';
import table from './service-calls.json';

/**
 * Calls that AWS services make on their own behalf, as service principals, and the condition keys that they send:
 * `service-calls.json`, which the emulator reads too and `docs/aws-contexts.md` shows. Every key says whether it is sent
 * and how sure that is. What is *documented* is so; what is only *reported* or *unconfirmed* is asked both ways, with
 * the key and without, in every combination: in its *worlds*.
 */

/** How sure something is: an official page of AWS says it, somebody else does, or nobody who was found. */
export type Standing = 'documented' | 'reported' | 'unconfirmed';

/** A path on which a service calls: what for, and on what. */
export type ServicePath = keyof typeof table.paths;

/** On whose behalf a service calls: the account, region and ARN of the resource that made it. */
export interface OnBehalfOf {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  /** ARN of the topic that is told, for a key's encryption context; where there is none, it is not sent. */
  readonly topic?: string;
  /** ARN of the queue that is sent to, likewise. */
  readonly queue?: string;
}

/** One key that a service sends, or does not. */
export interface SentKey {
  readonly sent: boolean;
  /** With `{account}`, `{source}`, `{topic}` and `{queue}` for what {@link OnBehalfOf} says. */
  readonly value: string;
  readonly standing: Standing;
  readonly sources?: readonly string[];
}

/** One row of the table. */
export interface ServiceCall {
  readonly what: string;
  /** With `{region}` where the principal has one. */
  readonly service: string;
  readonly actions: readonly string[];
  /** The type of what is called. */
  readonly on: string;
  /** What `aws:SourceArn` looks like. */
  readonly onBehalfOf: string;
  /** Whether AWS needs the call to be allowed. */
  readonly need: Standing;
  readonly keys: Readonly<Record<string, SentKey>>;
  readonly sources: readonly string[];
}

const ROWS = table.paths as Readonly<Record<ServicePath, ServiceCall>>;

/** Every path of the table. */
export const SERVICE_PATHS = Object.keys(ROWS) as readonly ServicePath[];

/** The row of a path. */
export const serviceCall = (path: ServicePath): ServiceCall => ROWS[path];

/** The service of a path in a region. */
export const callingService = (path: ServicePath, region: string): string =>
  ROWS[path].service.replace('{region}', region);

/** Paths on which a service calls an action of a type of resource; none where nobody has looked up what it sends. */
export const pathsOf = (service: string, action: string, on: string): readonly ServicePath[] =>
  SERVICE_PATHS.filter((path) => {
    const row = ROWS[path];
    const [before = '', after = ''] = row.service.split('{region}');
    const isService =
      row.service === service || (after !== '' && service.startsWith(before) && service.endsWith(after));
    return isService && row.on === on && row.actions.some((each) => each.toLowerCase() === action.toLowerCase());
  });

/** What may be in a request's context: one of the combinations that the row leaves open. */
export interface World {
  readonly context: RequestContext;
  /** Whether it says on whose behalf the service comes. */
  readonly names: boolean;
  /** What is taken to be sent and what not, of that which is not documented; empty where everything is. */
  readonly taken: readonly string[];
}

const filledIn = (value: string, on: OnBehalfOf): string | undefined => {
  const facts = new Map<string, string | undefined>(Object.entries(on));
  const names = [...value.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  if (names.some((name) => facts.get(name) === undefined)) return undefined;
  return value.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts.get(name) ?? '');
};

/** A value that differs from account to account, or from source to source. */
const NAMING = /\{(account|source)\}/;

/** Every world of a call, the ones where everything is sent first. */
export const worldsOf = (path: ServicePath, on: OnBehalfOf): readonly World[] => {
  let worlds: readonly World[] = [{ context: {}, names: false, taken: [] }];
  for (const [key, { sent, value, standing }] of Object.entries(ROWS[path].keys)) {
    const text = filledIn(value, on);
    if (text === undefined) continue;
    const isSure = standing === 'documented';
    const note = (is: string) => (isSure ? [] : [`${key} ${is} (${standing})`]);
    const withKey = (world: World): World => ({
      context: { ...world.context, [key]: text },
      names: world.names || NAMING.test(value),
      taken: [...world.taken, ...note('sent')],
    });
    const without = (world: World): World => ({ ...world, taken: [...world.taken, ...note('not sent')] });
    worlds = worlds.flatMap((world) => [
      ...(sent || !isSure ? [withKey(world)] : []),
      ...(!sent || !isSure ? [without(world)] : []),
    ]);
  }
  return worlds;
};

/** What policies say to a service: yes in every world, else the first no or doubt, the action, and the world it holds in. */
export type ServiceAnswer =
  | { readonly is: 'yes' }
  | { readonly is: 'no' | 'unknown'; readonly action: string; readonly because: string };

const because = (decision: Decision, { taken }: World): string => {
  const why =
    decision.effect === 'cannot-tell'
      ? decision.because
      : decision.effect === 'deny' && decision.explicit
        ? `"${decision.by}" denies it`
        : 'no statement allows it';
  return taken.length === 0 ? why : `${why}, with ${taken.join(', ')}`;
};

const principalOf = (path: ServicePath, { region }: OnBehalfOf): Principal => ({
  kind: 'service',
  service: callingService(path, region),
});

/** Whether policies let a service do all that it does on a path, whatever it sends of what is not documented. */
export const letsService = (
  policies: readonly PolicyDocument[],
  path: ServicePath,
  resource: string,
  on: OnBehalfOf,
): ServiceAnswer => {
  const worlds = worldsOf(path, on);
  for (const action of ROWS[path].actions) {
    for (const world of worlds) {
      const request = { principal: principalOf(path, on), action, resource, context: world.context };
      const decision = evaluate(policies, request);
      if (decision.effect === 'allow') continue;
      const is = decision.effect === 'cannot-tell' ? 'unknown' : 'no';
      return { is, action, because: because(decision, world) };
    }
  }
  return { is: 'yes' };
};

/**
 * What is in the context of a call that is for a stranger: the worlds that say so. Where the row has none that says
 * nothing, a call that says nothing is nobody's and a stranger's too; where it has one, nothing there tells them apart.
 */
export const contextsOfStranger = (path: ServicePath, stranger: OnBehalfOf): readonly RequestContext[] => {
  const worlds = worldsOf(path, stranger);
  const named = worlds.filter(({ names }) => names);
  if (named.length === 0) return worlds.map(({ context }) => context);
  const unnamed = Object.entries(named[0]?.context ?? {}).filter(
    ([key]) => !NAMING.test(ROWS[path].keys[key]?.value ?? ''),
  );
  return [
    ...named.map(({ context }) => context),
    ...(named.length === worlds.length ? [Object.fromEntries(unnamed)] : []),
  ];
};

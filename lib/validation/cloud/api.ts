import { named } from '../../aws/call-refused';
import type { ValidationAction } from '../../contract/validation-permissions';
import type { JsonObject } from '../../ground/json';
import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';

/** A service of the SDK, which is loaded when it is first needed. */
type Service<S> = (clients: PacedClients) => Promise<S>;

/** How every call is made. */
export interface Api {
  /** Makes a call under the permission it needs, and names that permission when it is refused. */
  ask<S, T>(action: ValidationAction, service: Service<S>, call: (service: S) => Promise<T>): Promise<T>;
}

/** Calls as those who ask see them: how they are made is settled. */
export type Bound<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (api: Api, ...args: infer Args) => infer Answer
    ? (...args: Args) => Answer
    : never;
};

/** Settles how calls are made. */
export const bound = <Calls extends Readonly<Record<string, (api: Api, ...args: never[]) => unknown>>>(
  api: Api,
  calls: Calls,
): Bound<Calls> =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, (...args: never[]) => call(api, ...args)]),
  ) as Bound<Calls>;

const ABSENT = /^(NotFoundException|ResourceNotFoundException)$/;

/** Undefined where AWS says that the thing does not exist. */
export const orAbsent = async <T>(call: Promise<T>, absent: RegExp = ABSENT): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (named(error, absent)) return undefined;
    throw error;
  }
};

/** @throws {Error} when AWS left out what must be there */
export const present = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`AWS answered without ${what}`);
  return value;
};

/** A page as the checks read it; an empty token is AWS's other word for none. */
export const pageOf = <T, U>(
  nextToken: string | undefined,
  items: readonly T[] | undefined,
  read: (item: T) => U,
): ResultPage<U> => ({
  items: (items ?? []).map(read),
  ...(nextToken !== undefined && nextToken !== '' && { nextToken }),
});

/** A property that is only there when it has a value. */
export const given = <K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: V });

/** An answer as a JSON object: what AWS has left out is not there. */
export const answered = (answer: object): JsonObject =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== undefined));

/** Drops what has no value. */
export const texts = (values: readonly (string | undefined)[] | undefined): readonly string[] =>
  (values ?? []).filter((value) => value !== undefined);

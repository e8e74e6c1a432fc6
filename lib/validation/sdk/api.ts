import type { ValidationAction } from '../../contract/validation-permissions';
import type { Clients } from '../calls/clients';
import type { Page } from '../cloud/page';

/** What the calls of every service are made with. */
export interface Api {
  readonly clients: Clients;
  readonly region: string;
  /** Makes a call under the permission it needs, and names that permission when it is refused. */
  asking<T>(action: ValidationAction, call: () => Promise<T>): Promise<T>;
}

/** Is it an error that goes by one of these names? */
export const named = (error: unknown, names: RegExp): error is Error =>
  error instanceof Error && names.test(error.name);

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

/** @throws Error when AWS left out what must be there */
export const required = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`AWS answered without ${what}`);
  return value;
};

/** A page as the checks read it; an empty token is AWS's other word for none. */
export const pageOf = <T>(items: readonly T[], nextToken: string | undefined): Page<T> => ({
  items,
  ...(nextToken !== undefined && nextToken !== '' && { nextToken }),
});

/** A property that is only there when it has a value. */
export const given = <K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [P in K]?: V });

/** Drops what has no value. */
export const texts = (values: readonly (string | undefined)[] | undefined): readonly string[] =>
  (values ?? []).filter((value) => value !== undefined);

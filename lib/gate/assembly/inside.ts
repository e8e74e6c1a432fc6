import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { isObject, type JsonObject, jsonIn } from '../../ground/json';
import { messageOf } from '../../ground/message-of';
import { printableLine } from '../../ground/printable';
import { UserError } from '../../ground/user-error';

/** No template that CloudFormation takes, and no manifest of one, comes near it. */
const LARGEST = 64 * 1024 * 1024;
/** No template is nested deeper; a deeper one is made to break readers. */
const DEEPEST = 200;

/** An error that shows names of an untrusted directory without what would move a terminal's cursor. */
export const refusal = (message: string): UserError => new UserError(printableLine(message));

/** A place in an assembly; both are real paths. */
export interface AssemblyPlace {
  readonly root: string;
  readonly directory: string;
}

/**
 * The real path of something in an assembly.
 *
 * @throws {UserError} when it is not there or, by its name or by a link, leads outside
 */
export const pathInside = ({ root, directory }: AssemblyPlace, name: unknown, saidBy: string): string => {
  if (typeof name !== 'string' || name === '') {
    throw refusal(`${saidBy} names no file, got ${JSON.stringify(name)}: synthesize the assembly again`);
  }
  if (isAbsolute(name)) throw refusal(`${saidBy} names ${name}, which leads outside the assembly ${root}`);
  const path = join(directory, name);
  refuseOutside(path, root, `${saidBy} names ${name}`);
  if (!isThere(path)) {
    throw refusal(`${saidBy} names ${name}, but there is no ${path}: synthesize the assembly again`);
  }
  const real = realPath(path);
  refuseOutside(real, root, `${saidBy} names ${name}, a link to ${real}`);
  return real;
};

/** A way through a file leads nowhere; the file system calls that an error. */
const isThere = (path: string): boolean => {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw refusal(`${path} cannot be followed (${messageOf(error)})`);
  }
};

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch (error) {
    throw refusal(`${path} cannot be followed (${messageOf(error)})`);
  }
};

const refuseOutside = (path: string, root: string, what: string): void => {
  const way = relative(root, path);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw refusal(`${what}, which leads outside the assembly ${root}`);
  }
};

/**
 * Reads a JSON object from a file of an assembly.
 *
 * @throws {UserError} when it is no regular file, too large, no JSON, no object, or nested too deeply
 */
export const readJson = (path: string): JsonObject => {
  const about = lstatSync(path);
  if (!about.isFile()) throw refusal(`${path} is not a file: synthesize the assembly again`);
  if (about.size > LARGEST) {
    throw refusal(`${path} has ${about.size} bytes, more than ${LARGEST}: this is no assembly file`);
  }
  const value = jsonIn(readFileSync(path), path);
  if (!isObject(value)) throw refusal(`${path} must hold a JSON object: synthesize the assembly again`);
  refuseDeep(value, path);
  return value;
};

const refuseDeep = (value: unknown, path: string): void => {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw refusal(`${path} is nested more than ${DEEPEST} levels deep`);
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
};

import { AsyncLocalStorage } from 'node:async_hooks';
import { TestEnvironment } from 'jest-environment-node';

/** What a test file finds and has to leave as it was, by name. */
type State = ReadonlyMap<string, unknown>;

/** Set while a module is loaded, which a worker does once: Powertools names itself to AWS. */
const BY_LOADING = ['AWS_SDK_UA_APP_ID'];

const stateOf = ({ env, exitCode }: NodeJS.Process): State =>
  new Map<string, unknown>([
    ...Object.entries(env)
      .filter(([name]) => !BY_LOADING.includes(name))
      .map(([name, value]) => [`process.env.${name}`, value] as const),
    ['process.exitCode', exitCode],
    ['process.cwd()', process.cwd()],
  ]);

const putBack = (inside: NodeJS.Process, before: State, name: string): void => {
  const value = before.get(name);
  const variable = name.replace('process.env.', '');
  if (name === 'process.cwd()') process.chdir(String(value));
  else if (name === 'process.exitCode') inside.exitCode = value as number | undefined;
  else if (value === undefined) delete inside.env[variable];
  else inside.env[variable] = String(value);
};

/** Puts back what a test file has changed of its process. @throws {Error} when there is any, with its name */
export const putBackAll = (inside: NodeJS.Process, before: State): void => {
  const after = stateOf(inside);
  const left = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
  for (const name of left) putBack(inside, before, name);
  if (left.length === 0) return;
  throw new Error(`the test file leaves ${left.join(', ')} changed for the next one: put it back in afterEach`);
};

/**
 * Stores that follow promises, until they are let go: each that has ever run is carried from promise to promise by node 20 for
 * good, and jest makes one for each test file. @returns lets go of all that have run since
 */
const followedStores = (): (() => void) => {
  const running = new Set<AsyncLocalStorage<unknown>>();
  const { prototype } = AsyncLocalStorage;
  const { run } = prototype;
  prototype.run = function (this: AsyncLocalStorage<unknown>, ...given: Parameters<typeof run>) {
    running.add(this);
    return run.apply(this, given);
  } as typeof run;
  return () => {
    for (const each of running) each.disable();
    running.clear();
  };
};

/** The realm of a worker, and how a test file finds it. */
const firstOf = (...given: ConstructorParameters<typeof TestEnvironment>) => {
  const environment = new TestEnvironment(...given);
  const inside = environment.global.process;
  const { exit } = inside;
  const before = stateOf(inside);
  const letStoresGo = followedStores();
  // It lives as long as its worker.
  environment.teardown = async () => {
    letStoresGo();
    putBackAll(inside, before);
  };
  return {
    next: (): InstanceType<typeof TestEnvironment> => {
      // Jest adds to both for each file.
      inside.exit = exit;
      Reflect.deleteProperty(environment.global, Symbol.for('EVENT_HANDLERS'));
      return environment;
    },
  };
};

let worker: ReturnType<typeof firstOf> | undefined;

/**
 * One realm for all unit test files of a worker, so that they can share modules (`runtime.cjs`). A file that leaves the process
 * changed fails.
 */
export default class WorkerEnvironment {
  constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
    worker ??= firstOf(...given);
    // biome-ignore lint/correctness/noConstructorReturn: jest makes an environment for each file, and there is one
    return worker.next();
  }
}

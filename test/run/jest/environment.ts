import { AsyncLocalStorage } from 'node:async_hooks';
import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

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

/** What jest says of the project whose files it runs. */
interface Given {
  readonly projectConfig: ConstructorParameters<typeof ModernFakeTimers>[0]['config'];
}

/** The realm of a worker's own process, and how a test file finds it. */
const firstOf = ({ projectConfig: config }: Given) => {
  const inside = globalThis.process;
  const { exit } = inside;
  const before = stateOf(inside);
  const letStoresGo = followedStores();
  const environment = {
    global: globalThis,
    moduleMocker: new ModuleMocker(globalThis),
    fakeTimers: null,
    fakeTimersModern: new ModernFakeTimers({ config, global: globalThis }),
    exportConditions: () => ['node', 'node-addons'],
    // Jest asks whether there is one; `runtime.cjs` compiles without it.
    getVmContext: () => globalThis,
    setup: async () => undefined,
    // It lives as long as its worker.
    teardown: async () => {
      letStoresGo();
      putBackAll(inside, before);
    },
  };
  return {
    next: (): typeof environment => {
      // Jest adds to both for each file.
      inside.exit = exit;
      Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
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
  constructor(given: Given) {
    worker ??= firstOf(given);
    // biome-ignore lint/correctness/noConstructorReturn: jest makes an environment for each file, and there is one
    return worker.next();
  }
}

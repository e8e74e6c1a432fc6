import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CallRefused } from '../../lib/aws/call-refused';
import { planned, putRight } from '../../lib/bootstrap/bootstrap';
import type { Difference } from '../../lib/bootstrap/differences';
import { type AccountRegion, type BootstrapPlace, bootstrapPlaces, placeName } from '../../lib/bootstrap/places';
import { sdkAccess } from '../../lib/bootstrap/sdk-access';
import type { BootstrapAccess } from '../../lib/bootstrap/state';
import { type WantedBootstrap, wantedBootstraps } from '../../lib/bootstrap/wanted';
import { assertRealAccounts, loadConfig, promisedTargets } from '../../lib/config';
import { executionPolicyName } from '../../lib/contract/names';
import { counted } from '../../lib/ground/counted';
import { jsonIn, objectAt } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { toolkitStack } from '../../lib/rehearsal/assembly/read-assembly';
import { cdk } from '../../lib/rehearsal/toolchain/cdk';
import { type AccountWays, credentialsFor, variablesFor, waysFrom } from './bootstrap-accounts';
import { policiesIn } from './execution-policy';
import { freshRelease } from './fresh-assembly';
import { printJson, printLines } from './printing';
import type { Shell } from './shell';
import { stopOnSignals } from './signals';

/** What the command line says. */
export interface BootstrapOptions {
  readonly plan?: boolean;
  readonly execute?: boolean;
  readonly profile: readonly string[];
  readonly assumeRole?: string;
  readonly account: readonly string[];
  readonly assembly?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Where the command works: what stops it, and a directory that is gone afterwards. */
interface Workplace {
  readonly shell: Shell;
  readonly signal: AbortSignal;
  readonly directory: string;
}

/**
 * `bin/delivery bootstrap`: 0 where everything is as it should be, 1 where a plan has something to change.
 *
 * @throws {UserError} when the request is wrong, an account cannot be reached, or something could not be made
 */
export const performBootstrap = async (options: BootstrapOptions, shell: Shell): Promise<number> => {
  if ((options.plan ?? false) === (options.execute ?? false))
    throw new UserError('say --plan to see what bootstrap would change, or --execute to see it and change it');
  const signals = stopOnSignals();
  const directory = mkdtempSync(join(tmpdir(), 'delivery-bootstrap-'));
  try {
    return await performIn(options, { shell, signal: signals.signal, directory });
  } catch (error) {
    throw signals.reasonOf(error);
  } finally {
    signals.forget();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** A place, and what differed there before anything was changed. */
interface Seen {
  readonly place: BootstrapPlace;
  readonly differences: readonly Difference[];
}

const performIn = async (options: BootstrapOptions, work: Workplace): Promise<number> => {
  const { shell } = work;
  const { execute = false, json = false } = options;
  const wanted = await wantedIn(options, work);
  const ways = waysFrom(
    options,
    wanted.map(({ place }) => place.account),
  );
  const all = chosen(wanted, options.account);
  const seen = await inEveryPlace(all, {
    execute,
    directory: work.directory,
    reach: (place) => accessOf(place, ways, work),
    onSeen: (each) => !json && printLines(shell, linesOf(each)),
    onDone: (place) => !json && printLines(shell, [`${placeName(place)}: done`]),
  });
  const open = seen.filter(({ differences }) => differences.length > 0);
  if (json) printJson(shell, { schema: 1, executed: execute, places: seen.map(published) });
  else printLines(shell, [lastLine(seen.length, open.length, execute)]);
  return execute || open.length === 0 ? 0 : 1;
};

/** How places are reached, what is to be done there, and who is told. */
interface Visit {
  readonly execute: boolean;
  readonly directory: string;
  /** @throws {UserError} when there are no credentials of the account */
  readonly reach: (place: AccountRegion) => Promise<BootstrapAccess>;
  readonly onSeen: (seen: Seen) => void;
  readonly onDone: (place: AccountRegion) => void;
}

/**
 * Looks at every place, and only then changes any: one that is out of reach, or another account's, leaves all as they are.
 *
 * @throws {UserError} when one cannot be looked at or changed
 */
export const inEveryPlace = async (
  all: readonly WantedBootstrap[],
  { execute, directory, reach, onSeen, onDone }: Visit,
): Promise<readonly Seen[]> => {
  const seen: Seen[] = [];
  const open: WantedBootstrap[] = [];
  for (const wanted of all) {
    const { place } = wanted;
    const access = await reach(place);
    const differences = await telling(place, () => planned(access, wanted));
    if (differences.length > 0) open.push(wanted);
    seen.push({ place, differences });
    onSeen({ place, differences });
  }
  for (const wanted of execute ? open : []) {
    // Reached anew, because sessions end: there may be many places, and each takes minutes.
    const access = await reach(wanted.place);
    await telling(wanted.place, () => putRight(access, wanted, directory));
    onDone(wanted.place);
  }
  return seen;
};

/** What the configuration and the assembly want, in the order in which it is done. */
const wantedIn = async (options: BootstrapOptions, work: Workplace): Promise<readonly WantedBootstrap[]> => {
  const { shell, signal, directory } = work;
  const config = await loadConfig(resolve(options.config ?? join(shell.root, 'delivery.config.ts')));
  assertRealAccounts(config, shell.env['AWS_ENDPOINT_URL']);
  if (options.assembly === undefined) freshRelease(shell.root);
  const { application, tools, qualifier } = config;
  const environments = policiesIn(options.assembly ?? join(shell.root, 'cdk.out'), executionPolicyName(application));
  const places = bootstrapPlaces({ application, tools, targets: promisedTargets(config) });
  const context = { cwd: directory, nodeModules: [shell.nodeModules], signal, onLine: () => undefined };
  const shown = await cdk({ ...context, env: shell.env }, ['bootstrap', '--show-template', '--json']);
  if (shown.exitCode !== 0) throw new UserError(`cdk bootstrap --show-template failed:\n${shown.output.trimEnd()}`);
  const stock = objectAt(jsonIn(shown.stdout, 'what cdk bootstrap --show-template prints'));
  return wantedBootstraps(places, environments, { stock, qualifier, stack: toolkitStack(qualifier) });
};

const chosen = (all: readonly WantedBootstrap[], accounts: readonly string[]): readonly WantedBootstrap[] => {
  const known = [...new Set(all.map(({ place }) => place.account))];
  const strange = accounts.find((each) => !known.includes(each));
  if (strange !== undefined)
    throw new UserError(`--account ${strange} is not in delivery.config.ts: it has ${known.join(', ')}`);
  return accounts.length === 0 ? all : all.filter(({ place }) => accounts.includes(place.account));
};

const accessOf = async (place: AccountRegion, ways: AccountWays, work: Workplace): Promise<BootstrapAccess> => {
  const { shell, signal, directory } = work;
  const credentials = await credentialsFor(place, ways);
  const context = { cwd: directory, nodeModules: [shell.nodeModules], signal, onLine: () => undefined };
  const env = variablesFor(credentials, place, shell.env);
  return sdkAccess(place, credentials, (...argv) => cdk({ ...context, env }, argv));
};

/** What AWS says no to tells in which account, and what to do: what was done stays, and is not done again. */
export const telling = async <T>(place: AccountRegion, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const where = placeName(place);
    if (error instanceof CallRefused)
      throw new UserError(`${where}: ${error.message}: use credentials that may, and run this again`, {
        cause: error,
        exitCode: 1,
      });
    if (error instanceof Error && '$fault' in error)
      throw new UserError(`${where}: ${error.name}: ${error.message}: see to that, and run this again`, {
        cause: error,
        exitCode: 1,
      });
    throw error;
  }
};

const published = ({ place: { account, region }, differences }: Seen) => ({ account, region, differences });

const linesOf = ({ place, differences }: Seen): readonly string[] =>
  differences.length === 0
    ? [`${placeName(place)}: as it should be`]
    : [
        `${placeName(place)}: ${counted(differences.length, 'change')}`,
        ...differences.flatMap(({ about, subject, was, becomes }) => [
          `  ${about.padEnd(10)} ${subject}`,
          ...was.map((each) => `    - ${each}`),
          ...becomes.map((each) => `    + ${each}`),
        ]),
      ];

const lastLine = (places: number, open: number, execute: boolean): string => {
  const all = counted(places, 'place');
  if (open === 0) return `${all}: nothing to change`;
  return execute
    ? `${all}: bootstrapped, ${counted(open, 'place')} changed`
    : `${all}: ${open} to change; bin/delivery bootstrap --execute does it`;
};

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
import { type AccountWays, credentialsFor, profilesFrom, variablesFor } from './bootstrap-accounts';
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
  const ways = { profiles: profilesFrom(options.profile), role: options.assumeRole };
  const all = chosen(await wantedIn(options, work), options.account);
  const seen: Seen[] = [];
  for (const wanted of all) {
    const { place } = wanted;
    const access = await accessOf(place, ways, work);
    const differences = await telling(place, () => planned(access, wanted));
    seen.push({ place, differences });
    if (!json) printLines(shell, linesOf({ place, differences }));
    if (!execute || differences.length === 0) continue;
    await telling(place, () => putRight(access, wanted, work.directory));
    if (!json) printLines(shell, [`${placeName(place)}: done`, '']);
  }
  const open = seen.filter(({ differences }) => differences.length > 0);
  if (json) printJson(shell, { schema: 1, executed: execute, places: seen.map(published) });
  else printLines(shell, [lastLine(seen.length, open.length, execute)]);
  return execute || open.length === 0 ? 0 : 1;
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
  const context = { cwd: directory, nodeModules: [join(shell.root, 'node_modules')], signal, onLine: () => undefined };
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
  const context = { cwd: directory, nodeModules: [join(shell.root, 'node_modules')], signal, onLine: () => undefined };
  const env = variablesFor(credentials, place, shell.env);
  return sdkAccess(place, credentials, (...argv) => cdk({ ...context, env }, argv));
};

/** A refused call says in which account. */
const telling = async <T>(place: AccountRegion, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    throw new UserError(`${placeName(place)}: ${error.message}: use credentials that may, and run this again`, {
      cause: error,
      exitCode: 1,
    });
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

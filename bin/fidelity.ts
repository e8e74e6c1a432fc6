import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isAws } from '../lib/ground/is-aws';
import { messageOf } from '../lib/ground/message-of';
import { UserError } from '../lib/ground/user-error';
import { startEmulator } from '../lib/rehearsal/emulator/start-emulator';
import { readyPython } from '../lib/rehearsal/emulator/virtual-environment';
import { endWith } from './commands/end-with';
import { stopOnSignals } from './commands/signals';
import { placeNamed, sandboxPartition } from './first-contact/account';

const USAGE = 'usage: npm run fidelity -- [--endpoint URL | --account ID --region REGION] [--only NAME]';
const EMULATOR = resolve(__dirname, '..', 'emulator');
/** Of the emulator that is started here: any account will do. */
const ACCOUNT = '210987654321';
const REGION = 'us-east-1';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

const asked = (argv: readonly string[]) => {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...argv], options: { endpoint: text, account: text, region: text, only: text } }).values;
  } catch (error) {
    throw new UserError(`${messageOf(error)}; ${USAGE}`);
  }
};

type Asked = ReturnType<typeof asked>;
type Variables = Readonly<Record<string, string | undefined>>;

/** Where the cases are asked: what to tell the runner, and with which variables. */
interface Asking {
  readonly argv: readonly string[];
  readonly env: Variables;
}

/** An endpoint that is there already. Of one on another machine nobody knows what stands behind it. */
const atEndpoint = (endpoint: string, region = REGION): Asking => {
  if (!URL.canParse(endpoint)) throw new UserError(`--endpoint must be a URL, got "${endpoint}"; ${USAGE}`);
  if (isAws(endpoint)) {
    throw new UserError(`--endpoint is ${endpoint}, one service of AWS itself: name --account and --region instead`);
  }
  const safe = LOOPBACK.test(new URL(endpoint).hostname) ? [] : ['--safe'];
  return { argv: ['--endpoint', endpoint, '--region', region, ...safe], env: process.env };
};

/** AWS, in an account to try things in: only what is safe there. */
const atAws = async ({ account, region }: Asked): Promise<Asking> => {
  const place = await placeNamed(account, region, USAGE);
  await sandboxPartition(place);
  return { argv: ['--region', place.region, '--safe'], env: process.env };
};

/** Runs the cases; answers the runner's exit code. Ctrl-C reaches it too, and it takes away what it has made. */
const run = async ({ argv, env }: Asking, { only }: Asked): Promise<number> => {
  const { executable } = await readyPython(process.env, (line) => console.error(line));
  const which = only === undefined ? [] : ['--only', only];
  const all = ['-m', 'fidelity', '--cases', join(EMULATOR, 'cases'), ...argv, ...which];
  return new Promise((done, fail) => {
    const child = spawn(executable, all, { env: { ...env, PYTHONPATH: EMULATOR }, stdio: 'inherit' });
    child.on('error', fail).on('close', (code) => done(code ?? 1));
  });
};

/** An emulator of its own, for as long as the cases take. */
const atOwn = async (options: Asked, signal: AbortSignal): Promise<number> => {
  const stateDir = mkdtempSync(join(tmpdir(), 'delivery-fidelity-'));
  const emulator = await startEmulator({
    emulatorDirectory: EMULATOR,
    nodeModules: resolve(EMULATOR, '..', 'node_modules'),
    stateDir,
    env: process.env,
    log: (line) => console.error(line),
    signal,
  }).catch((error: unknown) => {
    rmSync(stateDir, { recursive: true });
    throw error;
  });
  try {
    const env = { ...process.env, ...emulator.environment(ACCOUNT, REGION) };
    return await run({ argv: ['--endpoint', emulator.endpoint, '--region', REGION, '--own'], env }, options);
  } finally {
    await emulator.stop();
    rmSync(stateDir, { recursive: true });
  }
};

/** `npm run fidelity`: see docs/fidelity.md. */
const main = async (): Promise<number> => {
  const options = asked(process.argv.slice(2));
  const { endpoint, account, region } = options;
  if (endpoint !== undefined && account !== undefined)
    throw new UserError(`--endpoint or --account, not both; ${USAGE}`);
  const { signal, reasonOf, forget } = stopOnSignals();
  try {
    if (endpoint !== undefined) return await run(atEndpoint(endpoint, region), options);
    if (account !== undefined || region !== undefined) return await run(await atAws(options), options);
    return await atOwn(options, signal);
  } catch (error) {
    throw reasonOf(error);
  } finally {
    forget();
  }
};

endWith(main);

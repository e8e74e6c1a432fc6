import { join } from 'node:path';
import { CallRefused } from '../../lib/aws/call-refused';
import { placeName } from '../../lib/bootstrap/places';
import { assertRealAccounts, type DeliveryConfig, loadConfig } from '../../lib/config';
import { pipelineAt } from '../../lib/executions/pipeline';
import { stageAtWork } from '../../lib/executions/stage-at-work';
import { UserError } from '../../lib/ground/user-error';
import { freed, remedyAt } from '../../lib/recovery/free';
import { type StackAccess, stackAccess } from '../../lib/recovery/stack-access';
import type { Busy } from '../../lib/recovery/stuck';
import { type AccountWays, reachedCredentials, waysFrom } from './bootstrap-accounts';
import { type OwnStack, ownStacks } from './own-stacks';
import { printJson, printLines } from './printing';
import type { Shell } from './shell';
import { stopOnSignals } from './signals';
import { leftLines, outcomeLine, published, type Stuck, stuckLines } from './unblock-lines';

/** What the command line says. */
export interface UnblockOptions {
  readonly plan?: boolean;
  readonly environment?: string;
  readonly profile: readonly string[];
  readonly assumeRole?: string;
  readonly json?: boolean;
}

/** Where the command works. */
interface Work {
  readonly shell: Shell;
  readonly config: DeliveryConfig;
  readonly ways: AccountWays;
  readonly signal: AbortSignal;
}

/**
 * `bin/delivery unblock`: 0 where nothing stands in the way (any more), 1 where something does.
 *
 * @throws {UserError} when the request is wrong, an account cannot be reached, or a permission is missing
 */
export const performUnblock = async (options: UnblockOptions, shell: Shell): Promise<number> => {
  const config = await loadConfig(join(shell.root, 'delivery.config.ts'));
  const stacks = ownStacks(config, options.environment);
  assertRealAccounts(config, shell.env['AWS_ENDPOINT_URL']);
  const accounts = ownStacks(config).map(({ account }) => account);
  const ways = waysFrom(options, accounts);
  const signals = stopOnSignals();
  try {
    return await unblock(stacks, options, { shell, config, ways, signal: signals.signal });
  } catch (error) {
    throw signals.reasonOf(error);
  } finally {
    signals.forget();
  }
};

const unblock = async (
  stacks: readonly OwnStack[],
  { plan = false, json = false }: UnblockOptions,
  work: Work,
): Promise<number> => {
  const { shell } = work;
  const tell = (lines: readonly string[]): void => {
    if (!json) printLines(shell, lines);
  };
  const accessTo = accesses(work);
  const all: Stuck[] = [];
  for (const stack of stacks) {
    await telling(stack, async () => {
      const access = await accessTo(stack);
      // Where a stack is deleted, what an earlier one of its name has left behind comes to light.
      for (let again = true; again; ) {
        const remedy = await remedyAt(access, stack.name, () => busyIn(stack.stage, work));
        if (remedy === undefined) return;
        tell(stuckLines({ stack, ...remedy }));
        const left = plan ? remedy.left : await freed(access, stack.name, remedy);
        if (!plan) tell([...leftLines(left.slice(remedy.left.length)), ...(left.length === 0 ? ['  done'] : [])]);
        all.push({ stack, steps: remedy.steps, left });
        again = !plan && left.length === 0 && remedy.steps.some(({ does }) => does === 'delete-stack');
      }
    });
  }
  if (json) printJson(shell, { schema: 1, executed: !plan, stacks: all.map(published) });
  else printLines(shell, [outcomeLine(stacks.length, all, plan)]);
  return all.every(({ steps, left }) => left.length === 0 && (!plan || steps.length === 0)) ? 0 : 1;
};

/** One connection for each account and region. */
const accesses = ({ shell, ways, signal }: Work): ((stack: OwnStack) => Promise<StackAccess>) => {
  const known = new Map<string, Promise<StackAccess>>();
  const open = async (stack: OwnStack): Promise<StackAccess> =>
    stackAccess({ region: stack.region, credentials: await reachedCredentials(stack, ways, shell.env), signal });
  return (stack) => {
    const found = known.get(placeName(stack)) ?? open(stack);
    known.set(placeName(stack), found);
    return found;
  };
};

/** Whether a release may be preparing something in a stage just now. */
const busyIn = async (stage: string | undefined, { shell, config, ways }: Work): Promise<Busy> => {
  if (stage === undefined) return undefined; // no release deploys a bootstrap
  const { application: name, tools } = config;
  const { AWS_ENDPOINT_URL: endpoint } = shell.env;
  return stageAtWork(async () => {
    const credentials = await reachedCredentials(tools, ways, shell.env);
    return pipelineAt({ name, region: tools.region, credentials, ...(endpoint && { endpoint }) });
  }, stage);
};

/** A refused call says in which account. */
const telling = async (stack: OwnStack, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error;
    throw new UserError(`${placeName(stack)}: ${error.message}: use credentials that may, and run this again`, {
      cause: error,
      exitCode: 1,
    });
  }
};

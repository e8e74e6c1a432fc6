import { join } from 'node:path';
import { type Command, Option } from 'commander';
import {
  assertRealAccounts,
  type DeliveryConfig,
  loadConfig,
  type PromisedTarget,
  promisedTargets,
} from '../../lib/config';
import { allPassed, type ValidationReport } from '../../lib/contract/validation-report';
import { meantOneOf } from '../../lib/ground/near-misses';
import { UserError } from '../../lib/ground/user-error';
import {
  assertNoneNeedsRelease,
  CHECKS,
  checkList,
  checkListJson,
  DEFAULT_TIMEOUT,
  endingAfter,
  keepHeapSmall,
  releaseIn,
  sdkCloud,
  selectChecks,
  statusLine,
  validateTarget,
  validationTable,
} from '../../lib/validation';
import { printJson } from './printing';
import { colors, type Finish, type Shell } from './shell';
import { stopOnSignals } from './signals';

interface ValidateOptions {
  readonly environment?: string;
  readonly account?: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly check?: readonly string[];
  readonly release?: string;
  readonly timeout: string;
  readonly list?: boolean;
  readonly json?: boolean;
}

/** `bin/delivery validate`: the live checks of one environment, with the credentials at hand. */
export const addValidate = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('validate')
    .description('ask the live APIs whether an environment is what was promised (AWS, or AWS_ENDPOINT_URL)')
    .option('--environment <name>', 'an environment of delivery.config.ts')
    .option('--account <id>', 'only its targets in this account')
    .option('--region <region>', 'only its targets in this region')
    .option('--role-arn <arn>', 'role in the target to assume; default: the credentials as they are')
    .addOption(
      new Option('--check <id>', 'only this check; may be repeated, or name several with commas between').argParser(
        (value, earlier: readonly string[] = []) => [...earlier, value],
      ),
    )
    .option('--release <dir>', 'compare with the release whose gate report and templates are there, e.g. cdk.out')
    .option('--timeout <seconds>', 'what is not answered by then cannot be told', String(DEFAULT_TIMEOUT))
    .option('--list', 'print the checks and what they prove, and ask nothing')
    .option('--json', 'print the reports, or the list, as one JSON document')
    .option('--debug', 'show stack traces')
    .action(async (options: ValidateOptions) => finish(await perform(options, shell)));
};

const perform = async (options: ValidateOptions, shell: Shell): Promise<number> => {
  keepHeapSmall();
  const { json = false, list = false, check } = options;
  const checks = check ? selectChecks(CHECKS, check) : CHECKS;
  if (list) {
    shell.stdout.write(json ? checkListJson(checks) : checkList(checks));
    return 0;
  }
  if (check && options.release === undefined) assertNoneNeedsRelease(checks);
  const seconds = secondsOf(options.timeout);
  const release = options.release === undefined ? undefined : await releaseIn(options.release);
  const config = await loadConfig(join(shell.root, 'delivery.config.ts'));
  const targets = targetsOf(config, options);
  const { application } = config;
  assertRealAccounts(config, shell.env['AWS_ENDPOINT_URL']);
  const signals = stopOnSignals();
  const ending = endingAfter(seconds, signals.signal);
  const endpoint = shell.env['AWS_ENDPOINT_URL'];
  const where = { cloud: sdkCloud, roleArn: options.roleArn, release, endpoint, status: statusLine(shell.stderr) };
  try {
    const reports: ValidationReport[] = [];
    for (const target of targets) {
      const { logRetentionDays, managementEvents, guests, organization } = target;
      const promises = { application, logRetentionDays, managementEvents, guests, organization };
      const report = await validateTarget(target, { ...where, checks, promises, signal: ending.signal });
      reports.push(report);
      if (!json) shell.stdout.write(validationTable(report, colors(shell, shell.stdout)));
    }
    if (json) printJson(shell, reports);
    return reports.every(({ summary }) => allPassed(summary)) ? 0 : 1;
  } catch (error) {
    throw signals.reasonOf(error);
  } finally {
    ending.forget();
    signals.forget();
  }
};

const secondsOf = (value: string): number => {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new UserError(`--timeout must be a whole number of seconds above 0, got "${value}"`);
};

const targetsOf = (config: DeliveryConfig, options: ValidateOptions): readonly PromisedTarget[] => {
  const { environment, account, region } = options;
  const names = config.environments.map(({ name }) => name);
  if (environment === undefined) throw new UserError(`--environment must name one of ${names.join(', ')}`);
  const own = promisedTargets(config).filter((target) => target.environment === environment);
  if (own.length === 0) {
    throw new UserError(`--environment "${environment}" is not in delivery.config.ts${meantOneOf(environment, names)}`);
  }
  const targets = own.filter(
    (target) => target.account === (account ?? target.account) && target.region === (region ?? target.region),
  );
  if (targets.length > 0) return targets;
  const places = own.map((target) => `${target.account}/${target.region}`).join(', ');
  throw new UserError(
    `no target of ${environment} is in ${account ?? 'any account'}/${region ?? 'any region'}: it has ${places}`,
  );
};

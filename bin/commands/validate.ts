import { join } from 'node:path';
import type { Command } from 'commander';
import { assertRealAccounts, type DeliveryConfig, loadConfig } from '../../lib/config';
import { UserError } from '../../lib/contract/user-error';
import { allPassed } from '../../lib/contract/validation-report';
import { sdkCloud, type Target, table, validate } from '../../lib/validation';
import { colors, type Finish, type Shell } from './shell';

interface ValidateOptions {
  readonly environment: string;
  readonly account?: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly json?: boolean;
}

/** `bin/delivery validate`: the live checks of one environment, with the credentials at hand. */
export function addValidate(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('validate')
    .description('ask the live APIs whether an environment is what was promised (AWS, or AWS_ENDPOINT_URL)')
    .requiredOption('--environment <name>', 'an environment of delivery.config.ts')
    .option('--account <id>', 'only its targets in this account')
    .option('--region <region>', 'only its targets in this region')
    .option('--role-arn <arn>', 'role in the target to assume; default: the credentials as they are')
    .option('--json', 'print the reports as one JSON document')
    .option('--debug', 'show stack traces')
    .action(async (options: ValidateOptions) => finish(await validateEnvironment(options, shell)));
}

async function validateEnvironment(options: ValidateOptions, shell: Shell): Promise<number> {
  const { json = false, roleArn } = options;
  const config = await loadConfig(join(shell.root, 'delivery.config.ts'));
  assertRealAccounts(config, shell.env['AWS_ENDPOINT_URL']);
  const reports = [];
  for (const target of targetsOf(config, options)) {
    const cloud = sdkCloud({ region: target.region, ...(roleArn !== undefined && { roleArn }) });
    const report = await validate(target, { cloud });
    reports.push(report);
    if (!json) shell.stdout.write(table(report, colors(shell, shell.stdout)));
  }
  if (json) shell.stdout.write(`${JSON.stringify(reports, undefined, 2)}\n`);
  return reports.every(({ summary }) => allPassed(summary)) ? 0 : 1;
}

function targetsOf(config: DeliveryConfig, { environment, account, region }: ValidateOptions): readonly Target[] {
  const found = config.environments.find(({ name }) => name === environment);
  if (found === undefined) {
    const names = config.environments.map(({ name }) => name).join(', ');
    throw new UserError(`--environment "${environment}" is not in delivery.config.ts: it has ${names}`);
  }
  const targets = found.targets.filter(
    (target) => target.account === (account ?? target.account) && target.region === (region ?? target.region),
  );
  if (targets.length > 0)
    return targets.map((target) => ({ environment, account: target.account, region: target.region }));
  const places = found.targets.map((target) => `${target.account}/${target.region}`).join(', ');
  throw new UserError(
    `no target of ${environment} is in ${account ?? 'any account'}/${region ?? 'any region'}: it has ${places}`,
  );
}

import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { bootstrapPlaces } from '../../lib/bootstrap/places';
import { type TeardownStep, teardownSteps, unprofiled } from '../../lib/bootstrap/teardown';
import { loadConfig, promisedTargets } from '../../lib/config';
import { executionPolicyName } from '../../lib/contract/names';
import { UserError } from '../../lib/ground/user-error';
import { assemblyStacks, toolkitStack } from '../../lib/rehearsal/assembly/read-assembly';
import { waysFrom } from './bootstrap-accounts';
import { placed, policiesIn } from './execution-policy';
import { freshRelease } from './fresh-assembly';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface TeardownOptions {
  readonly plan?: boolean;
  readonly profile: readonly string[];
  readonly assembly?: string;
  readonly config?: string;
  readonly json?: boolean;
}

const several = (given: string, before: readonly string[]): readonly string[] => [...before, given];

/** `bin/delivery teardown`: says how everything that was made is taken away, and takes nothing away. */
export const addTeardown = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('teardown')
    .description('print, in order, what takes everything away again, what is lost and what stays; changes nothing')
    .option('--plan', 'print it; there is nothing that does it')
    .option('--profile <account=name>', 'the profile that the commands name; may be repeated', several, [])
    .option('--assembly <directory>', 'whose stacks are taken away; default: cdk.out, as it is now')
    .option('--config <file>', 'the configuration; default: delivery.config.ts')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: TeardownOptions) => finish(await teardown(options, shell)));
};

const teardown = async (options: TeardownOptions, shell: Shell): Promise<number> => {
  const { assembly = join(shell.root, 'cdk.out'), profile, plan = false, json = false } = options;
  if (!plan)
    throw new UserError('say --plan: teardown prints the commands and runs none, what they delete nobody gets back');
  const config = await loadConfig(resolve(options.config ?? join(shell.root, 'delivery.config.ts')));
  if (options.assembly === undefined) freshRelease(shell.root);
  const { application, tools, qualifier, source } = config;
  const places = bootstrapPlaces({ application, tools, targets: promisedTargets(config) });
  const accounts = places.map(({ account }) => account);
  const { profiles } = waysFrom({ profile }, accounts);
  const steps = teardownSteps({
    policies: policiesIn(assembly, executionPolicyName(application)),
    stacks: assemblyStacks(assembly).map((stack) => ({ ...placed(stack), topLevel: stack.topLevel })),
    places,
    qualifier,
    toolkit: toolkitStack(qualifier),
    profiles,
    ...(source.kind === 'codeconnections' && { connectionArn: source.connectionArn }),
  });
  if (json) printJson(shell, { schema: 1, steps });
  else printLines(shell, [...headOf(unprofiled({ places, profiles })), ...steps.flatMap(linesOf)]);
  return 0;
};

const headOf = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [...lines.map((line) => `# ${line}`), ''];

const linesOf = ({ title, commands, lost, stays }: TeardownStep, index: number): readonly string[] => [
  `# ${index + 1}. ${title}`,
  ...lost.map((each) => `#   lost:  ${each}`),
  ...stays.map((each) => `#   stays: ${each}`),
  ...commands,
  '',
];

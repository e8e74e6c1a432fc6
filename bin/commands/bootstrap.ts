import type { Command } from 'commander';
import type { BootstrapOptions } from './bootstrap-run';
import type { Finish, Shell } from './shell';

const several = (given: string, before: readonly string[]): readonly string[] => [...before, given];

/** `bin/delivery bootstrap`: makes every account of the configuration ready for the pipeline, and no readier than it must be. */
export const addBootstrap = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('bootstrap')
    .description(
      'make every account and region of delivery.config.ts ready for the pipeline (AWS, or AWS_ENDPOINT_URL)',
    )
    .option('--plan', 'show what differs from what it should be, in trust and policies too, and change nothing')
    .option('--execute', 'show it, and change it')
    .option('--profile <account=name>', 'the profile with which an account is reached; may be repeated', several, [])
    .option('--assume-role <name>', 'a role to assume in every account that the credentials at hand are not of')
    .option('--account <id>', 'only the places in this account; may be repeated', several, [])
    .option(
      '--assembly <directory>',
      'whose stacks the execution policies are made for; default: cdk.out, as it is now',
    )
    .option('--config <file>', 'the configuration; default: delivery.config.ts')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: BootstrapOptions) => {
      // The SDK is loaded for this command only.
      const { performBootstrap } = await import('./bootstrap-run');
      finish(await performBootstrap(options, shell));
    });
};

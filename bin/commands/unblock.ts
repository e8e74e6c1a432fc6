import type { Command } from 'commander';
import { quotingInOneLine } from './printing';
import type { Finish, Shell } from './shell';
import type { UnblockOptions } from './unblock-run';

const several = (given: string, before: readonly string[]): readonly string[] => [...before, given];

/** `bin/delivery unblock`: frees the stacks that stand in the way of the next release, where nothing is lost by it. */
export const addUnblock = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('unblock')
    .description(
      'free stacks that stand in the way of the next release, and say what only a person can do (AWS, or AWS_ENDPOINT_URL)',
    )
    .option('--plan', 'only say what it would do')
    .option('--environment <name>', 'only the stacks of this environment')
    .option('--profile <account=name>', 'the profile with which an account is reached; may be repeated', several, [])
    .option('--assume-role <name>', 'a role to assume in every account that the credentials at hand are not of')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: UnblockOptions) => {
      // The SDK is loaded for this command only.
      const { performUnblock } = await import('./unblock-run');
      finish(await quotingInOneLine(() => performUnblock(options, shell)));
    });
};

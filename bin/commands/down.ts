import type { Command } from 'commander';
import { endSession } from '../../lib/rehearsal/session';
import type { Finish, Shell } from './shell';

/** `bin/delivery down`: ends what `rehearse --keep` left running. */
export function addDown(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('down')
    .description('end the emulator that rehearse --keep left running')
    .option('--app <directory>', 'the app it was kept for', shell.root)
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: { readonly app: string; readonly json?: boolean }) => {
      const session = await endSession(options.app);
      if (options.json) shell.stdout.write(`${JSON.stringify({ ended: session?.endpoint ?? null })}\n`);
      else if (session === undefined) shell.stdout.write('no emulator is kept: there is nothing to end\n');
      else shell.stdout.write(`ended the emulator at ${session.endpoint}\n`);
      finish(0);
    });
}

import type { Command } from 'commander';
import { counted } from '../../lib/ground/counted';
import { type Down, takeDown } from '../../lib/rehearsal/session/down';
import { sweptWords } from '../../lib/rehearsal/session/sweep';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';

interface DownOptions {
  readonly app: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `bin/delivery down`: ends what `rehearse --keep` left running, and removes what killed commands left. */
export const addDown = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('down')
    .description('end the emulator that rehearse --keep left running, and remove what killed commands left')
    .option('--app <directory>', 'the app it was kept for', shell.app)
    .option('--all', 'end the kept emulators of all your apps')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (options: DownOptions) => {
      const down = await takeDown(options.app, options.all ?? false);
      if (options.json) printJson(shell, documentOf(down));
      else printLines(shell, linesOf(down));
      finish(0);
    });
};

const documentOf = ({ ended, forgotten, others, served, swept, builds }: Down) => ({
  ended: ended ?? null,
  forgotten: forgotten ?? null,
  others,
  served,
  swept: { directories: swept.removed.length, emulators: swept.ended.length, records: swept.closed },
  builds,
});

/** A sentence for everything that was done, and for every emulator that goes on. */
const linesOf = ({ ended, forgotten, others, served, swept, builds }: Down): readonly string[] => {
  const done = [
    ...served.map((url) => `ended bin/delivery serve at ${url}`),
    ...(ended === undefined ? [] : [`ended the emulator at ${ended}`]),
    ...(forgotten === undefined ? [] : [`forgot a dead session: ${forgotten}`]),
    ...others.filter((other) => other.ended).map(({ endpoint, app }) => `ended the emulator at ${endpoint}, of ${app}`),
    ...sweptWords(swept),
    ...(builds === 0 ? [] : [`removed ${counted(builds, 'build')} that --cache had kept`]),
  ];
  const nothing = others.some((other) => !other.ended)
    ? 'no emulator is kept for this app'
    : 'no emulator is kept: there is nothing to end';
  return [
    ...(done.length === 0 ? [nothing] : done),
    ...others
      .filter((other) => !other.ended)
      .map(({ endpoint, app }) => `left alone: the emulator at ${endpoint}, kept for ${app} (--all ends it too)`),
  ];
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError, program } from 'commander';
import { plainText } from '../lib/rehearsal/console/text';
import { withoutProxy } from '../lib/rehearsal/toolchain/proxies';
import { addAnswers } from './commands/answer';
import { addBootstrap } from './commands/bootstrap';
import { addDoctor } from './commands/doctor';
import { addDown } from './commands/down';
import { addEvidence } from './commands/evidence';
import { examplesOf } from './commands/examples';
import { addExecutions } from './commands/executions';
import { exitCodeOf, explain } from './commands/failure';
import { addFigures } from './commands/figures';
import { addGate } from './commands/gate';
import { addLogs } from './commands/logs';
import { addPermissions } from './commands/permissions';
import { addRehearse } from './commands/rehearse';
import { addRetry } from './commands/retry';
import { addRevalidate } from './commands/revalidate';
import { addReview } from './commands/review';
import { addRollback } from './commands/rollback';
import { addServe } from './commands/serve';
import type { Shell } from './commands/shell';
import { addStart } from './commands/start';
import { addStatus } from './commands/status';
import { addStop } from './commands/stop';
import { addTeardown } from './commands/teardown';
import { addUnblock } from './commands/unblock';
import { addValidate } from './commands/validate';
import { addWatch } from './commands/watch';

/**
 * In the order in which help lists them; `own` is about this project's own configuration, accounts and records, which are not there where
 * its package was installed for another app.
 */
const COMMANDS: readonly (readonly [add: typeof addRehearse, app: 'any' | 'own'])[] = [
  [addRehearse, 'any'],
  [addServe, 'any'],
  [addWatch, 'any'],
  [addPermissions, 'any'],
  [addBootstrap, 'own'],
  [addTeardown, 'own'],
  [addDown, 'any'],
  [addStart, 'any'],
  [addStatus, 'any'],
  [addAnswers, 'any'],
  [addRetry, 'any'],
  [addRollback, 'any'],
  [addStop, 'any'],
  [addExecutions, 'any'],
  [addFigures, 'any'],
  [addLogs, 'any'],
  [addDoctor, 'own'],
  [addUnblock, 'own'],
  [addValidate, 'own'],
  [addRevalidate, 'own'],
  [addGate, 'own'],
  [addReview, 'own'],
  [addEvidence, 'own'],
];

/** The command line. Answers the exit code: 0 all good, 1 the answer is no, 2 the request was wrong. */
export const main = async (shell: Shell): Promise<number> => {
  const { stdout, stderr } = shell;
  let exitCode = 0;
  // No proxy stands before the emulator: for what is started here, and for node's own fetch, which may be told to use one.
  Object.assign(shell.env, withoutProxy(shell.env));
  const finish = (code: number): void => {
    exitCode = code;
  };
  const isOwn = shell.app === shell.root;
  program
    .name(isOwn ? 'bin/delivery' : 'delivery')
    .description('rehearse a release on this machine: the synthesized pipeline, the real tools, an emulated AWS')
    .version(versionIn(shell.root))
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .exitOverride();
  for (const [add, app] of COMMANDS) if (isOwn || app === 'any') add(program, shell, finish);
  for (const command of program.commands) command.addHelpText('after', examplesOf(command.name(), isOwn));
  try {
    await program.parseAsync(shell.argv);
    return exitCode;
  } catch (error) {
    // Commander has written its message already; help that was asked for is not an error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    stderr.write(`${plainText(explain(error, shell.argv.includes('--debug')))}\n`);
    return exitCodeOf(error);
  }
};

/** Name and version of this project. */
const versionIn = (root: string): string => {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  return `${name} ${version}`;
};

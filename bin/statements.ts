import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { jsonIn } from '../lib/ground/json';
import { messageOf } from '../lib/ground/message-of';
import { printable } from '../lib/ground/printable';
import { UserError } from '../lib/ground/user-error';
import { REQUESTS } from '../lib/rehearsal/record/permission-record';
import { recordsOf } from '../lib/rehearsal/record/records';
import type { Summary } from '../lib/rehearsal/record/summary';
import { judgeAgain } from '../lib/rehearsal/statements/judge-again';
import { linesOf } from '../lib/rehearsal/statements/lines';
import { placesIn, verdictsOf } from '../lib/rehearsal/statements/verdicts';
import { JUSTIFIED_PERMISSIONS } from './justified-permissions';

const USAGE = 'usage: npm run statements [-- --app DIRECTORY] [--all] [--json]';

const options = () => {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ options: { app: { type: 'string', default: process.cwd() }, all: flag, json: flag } }).values;
  } catch (error) {
    throw new UserError(`${messageOf(error)}; ${USAGE}`);
  }
};

/** @throws {UserError} when the newest rehearsal has not left the file */
const recorded = (app: string, name: string): string => {
  const file = join(recordsOf(app), 'latest', name);
  if (!existsSync(file))
    throw new UserError(`${file} is not there: run bin/delivery rehearse to its end, with permissions judged`);
  return readFileSync(file, 'utf8');
};

/** Takes every statement out once and judges the newest rehearsal again. Exit code: 1 where something is not needed. */
const main = async (): Promise<number> => {
  const { app, all, json } = options();
  const requests = recorded(app, REQUESTS);
  const summary = jsonIn(recorded(app, 'summary.json'), 'summary.json') as Summary;
  const statements = await judgeAgain(requests, process.env, process.cwd());
  const found = verdictsOf(statements, placesIn(requests), summary, JUSTIFIED_PERMISSIONS);
  process.stdout.write(
    json ? `${JSON.stringify(found, undefined, 2)}\n` : printable(`${linesOf(found, all).join('\n')}\n`),
  );
  return found.idle.length > 0 || found.verdicts.some(({ verdict }) => verdict === 'unneeded') ? 1 : 0;
};

process.exitCode = 1;
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${printable(messageOf(error))}\n`);
    process.exitCode = error instanceof UserError ? 2 : 1;
  },
);

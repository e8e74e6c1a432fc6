import { resolve } from 'node:path';
import { messageOf } from '../../lib/ground/message-of';
import { emulator, jest, lint, python, type Suite, typeCheck } from './suites';
import { failure, sum, type Tally } from './tally';

/** One process each: beside the unit tests, which leave no core idle while they last. */
const ASIDE = [typeCheck, lint, ...python(resolve('.')), emulator(resolve('emulator'))];

/** Runs a suite below its name, and answers a failure where it cannot. What runs aside is shown when it has ended. */
const run = async (suite: Suite, aside = false): Promise<Tally> => {
  const heading = `\n── ${suite.name}\n`;
  const said: string[] = [];
  if (!aside) process.stdout.write(heading);
  const tally = await suite
    .run(aside ? (text) => said.push(text) : undefined)
    .catch((error: unknown) => failure(messageOf(error)));
  if (aside) process.stdout.write(`${heading}${said.join('')}`);
  for (const remark of tally.remarks) console.log(`${suite.name}: ${remark}`);
  return tally;
};

const inTurn = async (suites: readonly Suite[]): Promise<readonly Tally[]> => {
  const tallies: Tally[] = [];
  for (const suite of suites) tallies.push(await run(suite, true));
  return tallies;
};

/**
 * Runs what `npm run check` runs and the emulator's own tests, then everything that starts an emulator, a rehearsal or a
 * browser; every suite, also after one has failed. Closes with the sum.
 */
const main = async (): Promise<void> => {
  const [unit, others] = await Promise.all([run(jest('unit', 2)), inTurn(ASIDE)]);
  // Rehearsals wait as often as they compute: two at a time leave a third of two processors idle.
  const { passed, failed, notRun } = sum([unit, ...others, await run(jest('end-to-end', 3))]);
  console.log(`\n${passed} passed, ${failed} failed${notRun === 0 ? '' : `, ${notRun} skipped`}`);
  process.exitCode = failed === 0 ? 0 : 1;
};

void main();

import { resolve } from 'node:path';
import { messageOf } from '../../lib/ground/message-of';
import { emulator, jest, lint, python, typeCheck } from './suites';
import { failure, sum, type Tally } from './tally';

/** What `npm run check` runs, then everything that starts an emulator, a rehearsal or a browser. */
const SUITES = [
  typeCheck,
  lint,
  jest('unit'),
  ...python(resolve('.')),
  emulator(resolve('emulator')),
  jest('end-to-end'),
];

/** Runs every suite, also after one has failed, and closes with the sum. */
const main = async (): Promise<void> => {
  const tallies: Tally[] = [];
  for (const suite of SUITES) {
    console.log(`\n── ${suite.name}`);
    const tally = await suite.run().catch((error: unknown) => failure(messageOf(error)));
    for (const remark of tally.remarks) console.log(`${suite.name}: ${remark}`);
    tallies.push(tally);
  }
  const { passed, failed, notRun } = sum(tallies);
  console.log(`\n${passed} passed, ${failed} failed${notRun === 0 ? '' : `, ${notRun} skipped`}`);
  process.exitCode = failed === 0 ? 0 : 1;
};

void main();

import { afterAll, beforeAll, test } from '@jest/globals';
import { CDK, command, type Finished, type Running, runEmulator } from '../../rehearsal/emulator/running-emulator';
import { PLACE } from './verbs-app';

/** A walk through the verbs of stock command lines, one after the other in one account of an emulator. */
export interface VerbsWalk {
  running(): Running;
  cdk(...argv: readonly string[]): Promise<Finished>;
  aws(...argv: readonly string[]): Promise<Finished>;
  /** What `aws` prints as text; throws where it fails. */
  text(...argv: readonly string[]): Promise<string>;
  /** One step: a command, how it ends, and what stands afterwards. */
  step(name: string, walk: () => Promise<void>): void;
}

/** How a command must have ended, and what it must have said; throws with what it said instead. */
export const ended = (finished: Finished, code: number, said: RegExp): void => {
  if (finished.code !== code || !said.test(finished.output)) throw new Error(`${finished.code}\n${finished.output}`);
};

/** Starts the emulator of a walk, and prints at its end which steps went as on AWS. */
export const verbsWalk = (): VerbsWalk => {
  const rows: string[] = [];
  let started: Running | undefined;
  const running = (): Running => {
    if (started === undefined) throw new Error('the emulator runs in steps only');
    return started;
  };
  const aws = (...argv: readonly string[]): Promise<Finished> => command(running(), PLACE.account, 'aws', ...argv);
  beforeAll(async () => {
    started = await runEmulator();
  });
  afterAll(async () => {
    process.stdout.write(`does what AWS does?\n${rows.join('\n')}\n`);
    await started?.end();
  });
  return {
    running,
    aws,
    cdk: (...argv) => command(running(), PLACE.account, CDK, '--no-notices', ...argv),
    text: async (...argv) => {
      const { code, output } = await aws(...argv, '--output', 'text');
      if (code !== 0) throw new Error(output);
      return output.trim();
    },
    step: (name, walk) =>
      test(name, async () => {
        const row = rows.push(`no   ${name}`) - 1;
        await walk();
        rows[row] = `yes  ${name}`;
      }),
  };
};

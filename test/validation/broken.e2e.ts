import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHECKS } from '../../lib/validation/checks';
import { ADDED } from './broken/added';
import { DATA_AND_ROLES } from './broken/data-and-roles';
import { INTRUSIONS } from './broken/intruder';
import { KEYS_AND_LOGS } from './broken/keys-and-logs';
import { type Breakage, LiveTarget } from './broken/live-target';
import { NETWORK } from './broken/network';
import { releaseOf, STACKS } from './broken/stacks';
import { WATCH } from './broken/watch';

/** One intrusion of each kind that nothing else breaks; `npm run intruder` does all of them at once. */
const SAMPLE = INTRUSIONS.filter(({ check }, index) => INTRUSIONS.findIndex((each) => each.check === check) === index);
const BREAKAGES: readonly Breakage[] = [
  ...NETWORK,
  ...KEYS_AND_LOGS,
  ...DATA_AND_ROLES,
  ...WATCH,
  ...ADDED,
  ...STACKS,
  ...SAMPLE,
];

/** What only a person with an e-mail puts right. */
const STAYS_BROKEN = ['alarm-subscribers'];

/** What sees that something was made or changed by hand and back, as others here are put right: only the next release ends that. */
const REMEMBERS = ['stacks-stand-as-released', 'functions-as-released'];

let target: LiveTarget;
beforeAll(async () => {
  target = await LiveTarget.start();
});
afterAll(() => target?.end());

test('every check is broken by somebody', () => {
  expect(BREAKAGES.map(({ check }) => check).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});

describe('a deployed target', () => {
  test('passes every check', async () => {
    const release = releaseOf(target);
    expect(await target.askAll({ release })).toEqual([]);
  });

  test.each(BREAKAGES)('fails $check after $by, and passes when it is put right', async (breakage) => {
    const { check, says, later = 0, how } = breakage;
    const circumstances = { later, release: releaseOf(target) };
    const before = REMEMBERS.includes(check) ? await target.ask(check, circumstances) : [];
    const putRight = await how(target);
    try {
      const answers = await target.ask(check, circumstances);
      expect(answers.map(({ status }) => status)).toContain('fail');
      const failed = answers.find(({ because }) => says.test(because));
      if (!failed) throw new Error(`nothing says ${says}: ${JSON.stringify(answers, null, 1)}`);
      expect(failed).toMatchObject({
        status: 'fail',
        subject: expect.stringMatching(/./),
        fix: expect.stringMatching(/\w{4}/),
      });
    } finally {
      await putRight();
    }
    if (!STAYS_BROKEN.includes(check)) expect(await target.ask(check, circumstances)).toEqual(before);
  });
});

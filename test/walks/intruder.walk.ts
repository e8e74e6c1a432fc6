import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ADDED } from '../validation/broken/added';
import { INTRUSIONS } from '../validation/broken/intruder';
import { type Breakage, LiveTarget } from '../validation/broken/live-target';
import { MORE_INTRUSIONS, NOT_UNDONE } from '../validation/broken/more-intrusions';
import { REACHING } from '../validation/broken/reaching';
import { releaseOf } from '../validation/broken/stacks';
import { TABLES_AND_TOPICS } from '../validation/broken/tables-and-topics';

const REVERSIBLE: readonly Breakage[] = [
  ...INTRUSIONS,
  ...MORE_INTRUSIONS,
  ...REACHING,
  ...ADDED,
  ...TABLES_AND_TOPICS,
];

let target: LiveTarget;
beforeAll(async () => {
  target = await LiveTarget.start();
});
afterAll(() => target?.end());

/** What a validation with all checks says of what somebody did by hand; undone where that can be. */
const findings = async (intrusions: readonly Breakage[]) => {
  const undo: (() => Promise<unknown>)[] = [];
  for (const { how } of intrusions) undo.push(await how(target));
  try {
    return await target.askAll({ release: releaseOf(target) });
  } finally {
    for (const takeBack of undo.toReversed()) await takeBack();
  }
};

const unfound = (intrusions: readonly Breakage[], answers: Awaited<ReturnType<typeof findings>>): readonly string[] =>
  intrusions
    .filter(({ check, says }) => !answers.some((each) => each.check === check && says.test(each.because)))
    .map(({ by }) => by);

test('a validation finds everything that somebody has done by hand, and nothing when it is undone', async () => {
  const answers = await findings(REVERSIBLE);
  expect(unfound(REVERSIBLE, answers)).toEqual([]);
  for (const each of answers) if (each.status === 'fail') expect(each.fix).toMatch(/\w{4}/);
  expect(await target.askAll({ release: releaseOf(target) })).toEqual([]);
});

test('a validation finds layers and code that somebody has put into a function', async () => {
  expect(unfound(NOT_UNDONE, await findings(NOT_UNDONE))).toEqual([]);
});

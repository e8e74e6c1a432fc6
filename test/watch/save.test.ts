import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { answerLines, type SaveAnswer } from '../../lib/watch/answers';
import { answerSave, type Judges } from '../../lib/watch/save';
import type { AppOutcome } from '../../lib/watch/stand-by';

const directory = resolve('.');
const WRONG = [
  "lib/a.ts:1:14: TS2322: Type 'string' is not assignable to type 'number'.",
  "> 1 | const a: number = '';",
];
const FINE: AppOutcome = { exitCode: 0, output: 'pack  rules\ngate: yes. no findings\n' };

/** What a save is answered. */
const answers = async ({
  changed = [],
  everywhere = [],
  outcome = FINE,
  constructed = true,
  ...others
}: {
  readonly changed?: readonly string[];
  readonly everywhere?: readonly string[];
  readonly outcome?: AppOutcome;
  readonly constructed?: boolean;
} & Partial<Judges> = {}): Promise<readonly SaveAnswer[]> => {
  const said: SaveAnswer[] = [];
  const judges: Judges = {
    directory,
    signal: new AbortController().signal,
    types: { changed: async () => changed, everywhere: async () => everywhere },
    synthesis: {
      run: async (onConstructed) => {
        if (constructed) onConstructed();
        return outcome;
      },
    },
    preview: async (say) => say({ step: 'preview', verdict: 'yes', detail: 'dev/Shop' }),
    ...others,
  };
  await answerSave([], judges, (answer) => said.push(answer));
  return said;
};

const told = (all: readonly SaveAnswer[]): readonly string[] =>
  all.map(({ step, verdict }) => `${step} ${verdict}`).toSorted();

test('a good save is deployed', async () => {
  expect(told(await answers())).toEqual(['constructs yes', 'gate yes', 'preview yes', 'types yes']);
  const withoutTypes = told(await answers({ types: undefined }));
  expect(withoutTypes).toEqual(['constructs yes', 'gate yes', 'preview yes']);
});

test('wrong types are shown with their code, and nothing is deployed', async () => {
  const said = await answers({ changed: WRONG });
  expect(said).toContainEqual({ step: 'types', verdict: 'no', detail: '1 error', lines: WRONG });
  expect(told(said)).toEqual(['constructs yes', 'gate yes', 'preview note', 'types no']);
});

test('nor where another file has become wrong by the change', async () => {
  const said = told(await answers({ everywhere: WRONG, constructed: false }));
  expect(said).toEqual(['gate yes', 'preview note', 'types no', 'types yes']);
});

test("the gate's no is shown whole, and nothing is deployed", async () => {
  const outcome = { exitCode: 1, output: 'ZT-01 dev/Data\ngate: no. 1 finding\n' };
  const said = await answers({ outcome });
  expect(said).toContainEqual({
    step: 'gate',
    verdict: 'no',
    detail: 'no. 1 finding',
    lines: ['ZT-01 dev/Data', 'gate: no. 1 finding'],
  });
  expect(told(said)).toEqual(['constructs yes', 'gate no', 'types yes']);
});

test('an exception is shown where it comes from', async () => {
  const trace = `synthesis failed: no zones\n    at new A (${resolve('package.json')}:2:3)\n`;
  const said = await answers({ constructed: false, outcome: { exitCode: 1, output: trace } });
  const failed = said.find(({ step }) => step === 'constructs');
  expect(failed?.lines?.slice(0, 3)).toEqual([
    'package.json:2:3: synthesis failed: no zones',
    '  1 | {',
    expect.stringMatching(/^> 2 \| {3}"name"/),
  ]);
  expect(told(said)).toEqual(['constructs no', 'types yes']);
});

test('what does not compile is shown as the bundler says it', async () => {
  const outcome = { exitCode: 1, output: '✘ [ERROR] Expected ";"\n\n    lib/a.ts:1:7:\n' };
  const failed = (await answers({ constructed: false, outcome })).find(({ step }) => step === 'constructs');
  expect(failed?.lines).toEqual(['✘ [ERROR] Expected ";"', '', '    lib/a.ts:1:7:']);
});

test('who ends the watching waits for no answer', async () => {
  const stop = new AbortController();
  const never = new Promise<never>(() => undefined);
  const types = { changed: async () => [], everywhere: () => never };
  const run = async (onConstructed: () => void): Promise<AppOutcome> => {
    onConstructed();
    stop.abort();
    throw new Error('stopped');
  };
  await expect(answers({ types, signal: stop.signal, synthesis: { run } })).rejects.toThrow('stopped');
});

test('a preview that fails says why and ends nothing', async () => {
  const said = await answers({
    preview: async () => {
      throw new Error('cdk deploy dev/Shop failed:\nROLLBACK_COMPLETE');
    },
  });
  const lines = ['cdk deploy dev/Shop failed:', 'ROLLBACK_COMPLETE'];
  expect(said.at(-1)).toEqual({ step: 'preview', verdict: 'no', detail: 'failed', lines });
});

test('an answer is a line with its time, and what belongs to it below', () => {
  const answer: SaveAnswer = {
    step: 'types',
    verdict: 'no',
    detail: '1 error',
    lines: ['lib/a.ts:1:1: \u001b[2Jno', ''],
  };
  expect(answerLines(answer, 0.84)).toEqual([
    '   0.8s  ✗ types      1 error',
    expect.not.stringContaining('\u001b'),
    '',
  ]);
});

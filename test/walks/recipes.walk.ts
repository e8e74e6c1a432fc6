import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseValidationReport } from '../../lib/contract/validation-report';
import { followed, recipes } from '../_helpers/recipes';
import { type App, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, editFile, MINUTES, stacks, statuses, story } from '../rehearsal/_helpers/this-repository';

const DATA_STACK = 'lib/stacks/data-stack.ts';
const QUEUE = 'queues-guarded';

/** The recipes of CONTRIBUTING.md in their order, and who vouches for what each adds: a check, and the end of its subject. */
const RECIPES: readonly (readonly [recipe: string, ...vouched: (readonly [check: string, end: string])[]])[] = [
  ['a queue', [QUEUE, ':data-dev-orders'], [QUEUE, ':data-dev-orders-dead-letters']],
  ['a topic', ['topics-guarded', ':data-dev-news'], [QUEUE, ':data-dev-letters']],
  ['a table', ['tables-guarded', ':table/data-dev-visits']],
  ['a bucket', ['buckets-guarded', 'data-dev-archive-222222222222-us-east-1']],
  ['a function', ['functions-inside-vpc', 'data-dev-reports'], [QUEUE, ':data-dev-reports-dead-letters']],
];

/** Does what a recipe says, by hand and nothing else. */
const follow = (app: App, at: number): void => {
  const { blocks, files } = recipes();
  const block = blocks[at] ?? '';
  for (const [file, text] of Object.entries(files).filter(([name]) => block.includes(`'${name}'`))) {
    mkdirSync(dirname(join(app.directory, file)), { recursive: true });
    app.write(file, text);
  }
  editFile(app, DATA_STACK, (source) => followed(source, [block]));
  app.commit(`Add ${RECIPES[at]?.[0]}`);
};

/** Releases what is committed; answers what the validation says of it, or fails. */
const released = async (app: App) => {
  const ended = await app.delivery(['rehearse', '--keep', '--json']);
  if (ended.exitCode !== 0) throw new Error(story(ended));
  const summary = app.summary();
  expect(statuses(summary).slice(4)).toEqual(['dev Succeeded']);
  const [dev] = summary.targets;
  expect([dev?.validation?.fail, dev?.validation?.cannotTell]).toEqual([0, 0]);
  const report = join(app.directory, '.rehearsal', 'latest', dev?.validation?.report ?? 'no report');
  const { results } = parseValidationReport(JSON.parse(readFileSync(report, 'utf8')));
  return { stacks: stacks(summary), results };
};

/** What CONTRIBUTING.md tells a developer to add: the first with the stack itself, each other onto what is deployed. */
describe('a release', () => {
  let app: App;
  beforeAll(() => {
    app = thisRepository('one-environment');
    checkLess(app);
  });
  afterAll(async () => {
    await app.delivery(['down']);
  });

  test('is walked for every recipe', () => {
    expect(recipes().blocks).toHaveLength(RECIPES.length);
  });

  test.each(RECIPES.map(([name], at) => [name, at] as const))(
    'that adds %s is validated with everything added before it',
    async (_, at) => {
      follow(app, at);
      const { stacks: deployed, results } = await released(app);
      expect(deployed).toContain(`us-east-1 data-dev ${at === 0 ? 'CREATE' : 'UPDATE'}_COMPLETE`);
      const vouched = RECIPES.slice(0, at + 1).flatMap(([, ...each]) => each);
      const unvouched = vouched.filter(
        ([check, end]) =>
          !results.some((result) => result.check === check && result.status === 'pass' && result.subject.endsWith(end)),
      );
      expect(unvouched).toEqual([]);
    },
    30 * MINUTES,
  );
});

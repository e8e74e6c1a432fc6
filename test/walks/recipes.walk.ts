import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseValidationReport } from '../../lib/contract/validation-report';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { followed, recipes } from '../_helpers/recipes';
import { type App, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, editFile, MINUTES, stacks, statuses, story } from '../rehearsal/_helpers/this-repository';

const DATA_STACK = 'lib/stacks/data-stack.ts';
const QUEUE = 'queues-guarded';

/** The recipes of CONTRIBUTING.md in their order, and who vouches for what each adds: a check, and the end of its subject. */
const RECIPES = [
  ['a queue', [QUEUE, ':data-live-orders'], [QUEUE, ':data-live-orders-dead-letters']],
  ['a topic', ['topics-guarded', ':data-live-news'], [QUEUE, ':data-live-letters']],
  ['a table', ['tables-guarded', ':table/data-live-visits']],
  ['a bucket', ['buckets-guarded', 'data-live-archive-777788889999-eu-central-1']],
  ['a function', ['functions-inside-vpc', 'data-live-reports'], [QUEUE, ':data-live-reports-dead-letters']],
] as const;

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
const released = async (app: App, stack: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE') => {
  const ended = await app.delivery(['rehearse', '--keep', '--json']);
  if (ended.exitCode !== 0) throw new Error(story(ended));
  const summary = app.summary();
  expect(statuses(summary).slice(4)).toEqual(['live Succeeded']);
  expect(stacks(summary)).toContain(`eu-central-1 data-live ${stack}`);
  const [live] = summary.targets;
  expect([live?.validation?.fail, live?.validation?.cannotTell]).toEqual([0, 0]);
  const report = join(app.directory, '.rehearsal', 'latest', live?.validation?.report ?? 'no report');
  return parseValidationReport(JSON.parse(readFileSync(report, 'utf8'))).results;
};

/** What CONTRIBUTING.md tells a developer to add, one after the other onto a target that keeps its data. */
describe('a release', () => {
  let app: App;
  beforeAll(async () => {
    app = thisRepository('plausible-config');
    checkLess(app);
    editFile(app, CONFIG_FILE, (text) =>
      text.replace(
        'export default config;',
        'export default { ...config, environments: config.environments.slice(1) };',
      ),
    );
    app.commit('Deliver to the environment that keeps its data');
    await released(app, 'CREATE_COMPLETE');
  }, 30 * MINUTES);
  afterAll(async () => {
    await app?.delivery(['down']);
  });

  test('is walked for every recipe', () => {
    expect(recipes().blocks).toHaveLength(RECIPES.length);
  });

  test.each(RECIPES.map(([name], at) => [name, at] as const))(
    'that adds %s is validated with everything added before it',
    async (_, at) => {
      follow(app, at);
      const results = await released(app, 'UPDATE_COMPLETE');
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

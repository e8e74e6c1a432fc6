import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { emulatedWorld } from '../runbook/emulated';
import { pagesIn } from '../runbook/page';
import { follow } from '../runbook/page-walk';
import { PAGE_WALKS } from '../runbook/walks';
import { DEV, PROD, type World } from '../runbook/world';
import { Delivered } from '../stacks/_helpers/delivered';

/** Every page of docs/runbook.md, from its symptom to its end, by the commands that stand there. */
describe('the runbook', () => {
  let delivered: Delivered;
  let world: World;
  beforeAll(async () => {
    delivered = await Delivered.start([DEV, PROD]);
    world = emulatedWorld(delivered.running, delivered);
  });
  afterAll(() => delivered.running.end());

  test.each(PAGE_WALKS.map((walk) => [walk.heading, walk] as const))('helps: %s', async (heading, walk) => {
    const page = pagesIn().find((each) => each.heading === heading);
    if (page === undefined) throw new Error(`docs/runbook.md has no page ${heading}`);
    await expect(follow(walk, page, world)).resolves.toBeUndefined();
  });
});

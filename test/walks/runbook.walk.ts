import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { thisRepository } from '../rehearsal/_helpers/app';
import { type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { pagesIn } from '../runbook/page';
import { follow } from '../runbook/page-walk';
import { PAGE_WALKS } from '../runbook/walks';
import { World } from '../runbook/world';

const MINUTES = 60_000;

/** Every page of docs/runbook.md, from its symptom to its end, by the commands that stand there. */
describe('the runbook', () => {
  let running: Running;
  let world: World;
  beforeAll(async () => {
    running = await runEmulator();
    world = new World(running, thisRepository('delivery-config').directory);
  }, 2 * MINUTES);
  afterAll(() => running.end());

  test.each(PAGE_WALKS.map((walk) => [walk.heading, walk] as const))(
    'helps: %s',
    async (heading, walk) => {
      const page = pagesIn().find((each) => each.heading === heading);
      if (page === undefined) throw new Error(`docs/runbook.md has no page ${heading}`);
      await expect(follow(walk, page, world)).resolves.toBeUndefined();
    },
    5 * MINUTES,
  );
});

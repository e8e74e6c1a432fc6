import { describe, expect, test } from '@jest/globals';
import { VALIDATION_PERMISSIONS } from '../../../lib/contract/validation-permissions';
import { CHECKS } from '../../../lib/validation/checks';
import { validate } from '../../../lib/validation/validate';
import { FakeCloud, fakeClock, healthyWorld, TARGET } from '../fake-cloud';
import { addTable } from '../healthy-table';

const release = { template: async (name: string) => healthyWorld().templates[name], regions: () => [TARGET.region] };

const ask = async (id: string, refused: readonly string[] = []) => {
  const world = { ...healthyWorld(), lateness: 0, refused: [...refused] };
  addTable(world);
  const cloud = new FakeCloud(world);
  const checks = CHECKS.filter((check) => check.id === id);
  const { results } = await validate(TARGET, { cloud, clock: fakeClock(), checks, release });
  return { results, used: new Set(cloud.calls.filter((call) => call !== 'sts:GetCallerIdentity')) };
};

describe.each(CHECKS.map(({ id }) => id))('%s', (id) => {
  test('cannot tell without any one of the permissions it uses, and names it', async () => {
    const { results, used } = await ask(id);
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(used.size).toBeGreaterThan(0);
    for (const permission of used) {
      const { results: answers } = await ask(id, [permission]);
      expect({ permission, statuses: [...new Set(answers.map(({ status }) => status))] }).toEqual({
        permission,
        statuses: ['cannot-tell'],
      });
      expect(answers).toContainEqual(
        expect.objectContaining({ because: expect.stringContaining(`permission ${permission} is missing`) }),
      );
    }
  });
});

test('all checks together use exactly the permissions of the validation', async () => {
  const used = new Set<string>();
  for (const { id } of CHECKS) for (const action of (await ask(id)).used) used.add(action);
  expect([...used].sort()).toEqual(VALIDATION_PERMISSIONS.map(({ action }) => action as string).sort());
});

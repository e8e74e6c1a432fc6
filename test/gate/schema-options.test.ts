import { expect, test } from '@jest/globals';
import { parseConfig } from '../../lib/config';
import { schema } from '../../lib/config/schema';
import { type Choice, pairwise } from '../_helpers/pairwise';
import { alone, choices, configured } from '../pipeline/_helpers/schema-options';
import { wholeVerdict } from './_helpers/whole-verdict';

/** A sample: what the gate once refused whatever one did. `npm run schema-options` asks about all. */
test.each<Choice>([
  { permissionsBoundary: 'named', reservedConcurrency: 'live', source: 'codecommit' },
  { source: 's3WithKey', reservedConcurrency: 'some', targets: 'twoRegions', builds: 'vpc' },
  {
    zones: 'three',
    targets: 'twoRegions',
    logRetentionDays: 'thirteenMonths',
    permissionsBoundary: 'named',
    tags: 'extra',
    organization: 'endpointPolicy',
  },
  {
    application: 'second',
    source: 'pathsAndTags',
    permissionsBoundary: 'named',
    people: 'somebody',
    approvalExpiresAfterDays: 'day',
  },
])('the gate says yes to %j', (choice) => {
  expect(wholeVerdict(configured(choice))).toMatch(/^gate: yes\. no findings/m);
});

test('every choice is a configuration that the project takes, and there are not many', () => {
  const all = [...alone, ...pairwise(choices)];
  for (const choice of all) expect(() => parseConfig(configured(choice))).not.toThrow();
  expect(all.length).toBeLessThan(65);
});

test('every setting of an environment and of the whole is chosen, or is what the plausible configuration must say anyway', () => {
  const plain = ['name', 'approval', 'auditRetentionDays', 'targets', 'data'];
  const environment = Object.keys(schema.shape.environments.element.shape);
  expect(environment.filter((name) => !(name in choices) && !plain.includes(name))).toEqual([]);
  const whole = Object.keys(schema.shape).filter((name) => !(name in choices));
  expect(whole).toEqual(['tools']);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeliveryConfigInput } from '../../lib/config';
import type { ValidationReport } from '../../lib/contract/validation-report';
import { type TargetPromises, validate } from '../../lib/validation';
import { sdkCloud } from '../../lib/validation/cloud';
import config from '../_fixtures/delivery-config';
import { Delivered, REGION } from '../stacks/_helpers/delivered';

const TARGET = { environment: 'dev', account: '222222222222', region: REGION };

/** The same accounts, regions and environments; the first application has the management events. */
const second: DeliveryConfigInput = {
  ...config,
  application: 'claims',
  environments: config.environments.map((each) => ({ ...each, managementEvents: 'elsewhere' })),
};

/** Stacks of two applications in one account and region, without their pipelines. */
describe('the stacks of two applications in one account', () => {
  const before = { ...process.env };
  let delivered: Delivered;

  const asked = (promises: TargetPromises): Promise<ValidationReport> =>
    validate(TARGET, { cloud: sdkCloud({ region: REGION }), promises });

  beforeAll(async () => {
    delivered = await Delivered.start([TARGET.account]);
    for (const each of [config, second]) {
      const { code, output } = await delivered.deploy(
        delivered.assemble(each, ['dev']),
        'dev/Data',
        'dev/ValidationAccess',
      );
      if (code !== 0) throw new Error(output);
    }
    Object.assign(process.env, delivered.running.emulator.environment(TARGET.account, REGION));
  });
  afterAll(async () => {
    process.env = before;
    await delivered?.running.end();
  });

  test.each([
    ['the first', {}],
    ['the second', { application: 'claims', managementEvents: 'elsewhere' }],
  ] as const)('are both what was promised: %s', async (_, promises) => {
    const { results } = await asked(promises);
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    expect(results.length).toBeGreaterThan(150);
  });

  test('and a third is not there', async () => {
    const { summary } = await asked({ application: 'billing' });
    expect(summary.fail).toBeGreaterThan(0);
  });
});

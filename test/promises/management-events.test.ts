import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DeliveryConfigInput, parseConfig, promisedTargets } from '../../lib/config';
import { readAssembly } from '../../lib/gate/assembly/read-assembly';
import { judgeAssembly } from '../../lib/gate/gate-directory';
import { objectAt } from '../../lib/ground/json';
import { type TargetPromises, validate } from '../../lib/validation';
import { CHECKS } from '../../lib/validation/checks';
import { selectChecks } from '../../lib/validation/select-checks';
import config from '../_fixtures/delivery-config';
import { assemble } from '../stacks/_helpers/assembly';
import { FakeCloud, fakeClock, healthyWorld, TARGET, type World } from '../validation/fake-cloud';

/** Dev's account has another trail; prod has a second region. */
const elsewhere: DeliveryConfigInput = {
  ...config,
  environments: config.environments.map((each) => {
    if (each.name === 'dev') return { ...each, managementEvents: 'elsewhere' };
    if (each.name !== 'prod') return each;
    const second = { region: 'us-west-2', cidr: '10.31.0.0/16', zones: ['us-west-2a', 'us-west-2b'] };
    return { ...each, targets: [...each.targets, ...each.targets.map((target) => ({ ...target, ...second }))] };
  }),
};

test('the first target of an environment in an account records the management events, unless another trail does', () => {
  const promises = promisedTargets(parseConfig(elsewhere));
  expect(promises.map((each) => `${each.environment} ${each.region} ${each.managementEvents}`)).toEqual([
    'dev us-east-1 elsewhere',
    'staging us-east-1 here',
    'prod us-east-1 here',
    'prod us-west-2 elsewhere',
  ]);
});

describe('the gate', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'promises-'));
    assemble(directory, elsewhere, ['dev', 'staging']);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const found = (promised: DeliveryConfigInput): readonly string[] =>
    judgeAssembly(readAssembly(directory), promisedTargets(parseConfig(promised)))
      .findings.filter(({ rule }) => rule === 'ZT-12-TrailRecordsData')
      .map(({ stack, because }) => `${stack}: ${because}`);

  test('says yes to a trail of one region with data events only, where another one is said to be there', () => {
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    const template = files.find((file) => /dev.*Data\w+\.template\.json$/.test(file));
    const { Resources: resources } = objectAt(JSON.parse(readFileSync(join(directory, template ?? ''), 'utf8')));
    const [trail] = Object.values(objectAt(resources)).filter(
      (each) => objectAt(each)['Type'] === 'AWS::CloudTrail::Trail',
    );
    expect(trail).toMatchObject({
      Properties: {
        IsMultiRegionTrail: false,
        EventSelectors: [{ IncludeManagementEvents: false, ReadWriteType: 'All' }],
      },
    });
    expect(found(elsewhere)).toEqual([]);
  });

  test('fails it where none is said to be there', () => {
    expect(found(config)).toEqual([
      'dev/Data: IsMultiRegionTrail is false',
      'dev/Data: IncludeGlobalServiceEvents is false',
      'dev/Data: no event selector of it records all management events that only read',
      'dev/Data: no event selector of it records all management events that change something',
    ]);
  });
});

describe('the validation', () => {
  const asked = async (promises: TargetPromises, change: (world: World) => void): Promise<readonly string[]> => {
    const world = healthyWorld();
    change(world);
    const checks = selectChecks(CHECKS, ['trail-records']);
    const { results } = await validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, promises });
    return results.map((each) => (each.status === 'fail' ? each.because : each.status));
  };
  const dataOnly = (world: World): void => {
    if (world.trail) world.trail = { ...world.trail, multiRegion: false, globalEvents: false };
    const { selectors } = world;
    const data = selectors.EventSelectors.map((each) => ({ ...each, IncludeManagementEvents: false }));
    world.selectors = { ...selectors, EventSelectors: data };
  };
  const withAnother =
    (multiRegion: boolean) =>
    (world: World): void => {
      dataOnly(world);
      if (world.trail) world.otherTrails = [{ ...world.trail, arn: `${world.trail.arn}-of-all`, multiRegion }];
    };

  test('passes a trail with data events only beside one of all regions', async () => {
    expect(await asked({ managementEvents: 'elsewhere' }, withAnother(true))).toEqual(['pass']);
  });

  test.each([
    ['none', dataOnly],
    ['one of its own region', withAnother(false)],
  ])('fails it beside %s', async (_, change) => {
    expect(await asked({ managementEvents: 'elsewhere' }, change)).toEqual([
      'no other trail of all regions records the management events of account 222222222222',
    ]);
  });

  test('fails it where its own trail is promised to record them', async () => {
    expect(await asked({ managementEvents: 'here' }, withAnother(true))).toEqual([
      'it records one region only',
      'it does not record global services such as IAM',
      'no event selector records all management events that only read',
      'no event selector records all management events that change something',
    ]);
  });
});

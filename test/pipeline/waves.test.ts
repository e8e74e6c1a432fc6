import { describe, expect, test } from '@jest/globals';
import { environmentOfWave, waveName } from '../../lib/ground/wave';
import { wavesOf } from '../../lib/pipeline/waves';
import config from '../_fixtures/delivery-config';
import { Delivery } from './_helpers/delivery';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the waves of an environment', () => {
  test.each([
    [1, [1]],
    [9, [9]],
    [10, [8, 2]],
    [11, [9, 2]],
    [18, [9, 9]],
    [19, [9, 8, 2]],
    [100, [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 2]],
  ])('of %i targets are %j', (count, sizes) => {
    const waves = wavesOf(numbers(count));
    expect(waves.map(({ length }) => length)).toEqual(sizes);
    expect(waves.flat()).toEqual(numbers(count));
  });

  test('have the name of the environment, and a number from the second on', () => {
    expect([0, 1, 2].map((index) => waveName('prod', index))).toEqual(['prod', 'prod.2', 'prod.3']);
    expect(['prod', 'prod.2', 'prod-2', 'canary'].map(environmentOfWave)).toEqual(['prod', 'prod', 'prod-2', 'canary']);
  });
});

describe('an environment with more targets than one stage takes', () => {
  const some = (from: number, count: number) =>
    numbers(count).map((index) => ({
      account: String(600_000_000_000 + from + index),
      region: 'us-east-1',
      cidr: `10.${from + index}.0.0/16`,
      zones: ['us-east-1a', 'us-east-1b'],
    }));
  const after = Delivery.of({
    ...config,
    environments: config.environments.map((environment) =>
      environment.name === 'dev'
        ? environment
        : { ...environment, targets: some(environment.name === 'prod' ? 50 : 1, 11) },
    ),
  });
  const stage = (name: string) => after.stages.find(({ Name }) => Name === name)?.Actions ?? [];

  test('is deployed in waves of whole targets, one after the other, and asked about before the first', () => {
    expect(after.stages.map(({ Name: name }) => name).slice(4)).toEqual([
      'dev',
      'staging',
      'staging.2',
      'prod',
      'prod.2',
    ]);
    const placesIn = (name: string, what: RegExp) => stage(name).filter(({ Name }) => what.test(Name)).length;
    for (const [name, targets] of [
      ['prod', 9],
      ['prod.2', 2],
    ] as const) {
      expect([/Prepare$/, /Deploy$/, /^Validate/].map((what) => placesIn(name, what))).toEqual([
        2 * targets,
        2 * targets,
        targets,
      ]);
    }
    expect(['prod', 'prod.2'].map((name) => placesIn(name, /^Approve$/))).toEqual([1, 0]);
  });

  test('has one build for the validations of all its targets', () => {
    const builds = after.resources('AWS::CodeBuild::Project').filter(([id]) => id.includes('Validate'));
    expect(builds).toHaveLength(3);
    const places = ['prod', 'prod.2'].flatMap((name) =>
      stage(name)
        .filter(({ Name }) => Name.startsWith('Validate'))
        .map(
          ({ Configuration: { EnvironmentVariables: variables } }) =>
            /"TARGET_ACCOUNT".*?"(\d{12})"/.exec(String(variables))?.[1],
        ),
    );
    expect(places).toEqual(some(50, 11).map(({ account }) => account));
  });

  test('is asked about with what its last wave has answered, in a thousand characters', () => {
    const asks = String(stage('prod').find(({ Name }) => Name === 'Approve')?.Configuration['CustomData']);
    expect(asks).toMatch(
      /validation of the last 2 of 11 targets: #\{staging@Validate-10\.VALIDATION\}; #\{staging@Validate-11\./,
    );
    expect(asks).not.toContain('Validate-9');
    const full = asks.length + 7 * 2 * '; #{staging@Validate-11.VALIDATION}'.length;
    expect(full).toBeLessThan(1000);
  });
});

test('a target whose management events are recorded elsewhere is validated by a build of its own', () => {
  const [dev, ...others] = config.environments;
  if (dev === undefined) throw new Error('the fixture has environments');
  const [first] = dev.targets;
  if (first === undefined) throw new Error('dev has a target');
  const second = { ...first, region: 'eu-west-1', cidr: '10.99.0.0/16', zones: ['eu-west-1a', 'eu-west-1b'] };
  const after = Delivery.of({ ...config, environments: [{ ...dev, targets: [first, second] }, ...others] });
  const specs = after
    .resources('AWS::CodeBuild::Project')
    .filter(([id]) => id.includes('devValidate'))
    .map(([, { Source: source }]) => JSON.stringify(source).includes('--management-events-elsewhere'));
  expect(specs).toEqual([false, true]);
});

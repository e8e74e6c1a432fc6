import { describe, expect, test } from '@jest/globals';
import { parseConfig, promisedRelease, promisedTargets } from '../../lib/config';
import { wavesOf } from '../../lib/contract/waves';
import { readAssembly } from '../../lib/gate/assembly/read-assembly';
import { judgeTemplates, RULES } from '../../lib/gate/rules';
import { resourcesOfType, targetsIn, withPromises } from '../../lib/gate/templates/template';
import { environmentOfWave, waveName } from '../../lib/ground/wave';
import { buildDelivery } from '../../lib/pipeline';
import config from '../_fixtures/delivery-config';
import { appIn, inDirectory } from '../gate/_helpers/judge';
import { Delivery, type PipelineStage } from './_helpers/delivery';

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

/** The configuration of the tests with eleven targets in staging. */
const MANY = parseConfig({
  ...config,
  environments: config.environments.map((environment) =>
    environment.name === 'staging'
      ? {
          ...environment,
          targets: numbers(11).map((index) => ({
            account: String(600_000_000_000 + index),
            region: 'us-east-1',
            cidr: `10.${index + 50}.0.0/16`,
            zones: ['us-east-1a', 'us-east-1b'],
          })),
        }
      : environment,
  ),
});

describe('an environment with more targets than one stage takes', () => {
  const groups = inDirectory((outdir) => {
    const app = appIn(outdir);
    buildDelivery(app, MANY);
    app.synth();
    const { root, stacks } = readAssembly(outdir);
    return targetsIn(withPromises(stacks, promisedTargets(MANY), promisedRelease(MANY)), root);
  });
  const resources = (type: string) =>
    groups
      .filter(({ kind }) => kind === 'pipeline')
      .flatMap(({ stacks }) => stacks.flatMap((stack) => resourcesOfType(stack, type)));
  const stages = (): PipelineStage[] => {
    const [[, pipeline] = []] = resources('AWS::CodePipeline::Pipeline');
    return pipeline?.Properties?.['Stages'] as PipelineStage[];
  };
  const stage = (name: string) => stages().find(({ Name }) => Name === name)?.Actions ?? [];
  const rules = RULES.filter(({ appliesTo, id }) => appliesTo === 'pipeline' || id === 'ZT-00-WithinQuotas');
  const verdict = () => {
    const pipeline = groups.filter(({ kind }) => kind === 'pipeline');
    return judgeTemplates(pipeline, rules, groups).map(({ rule: { id }, because }) => `${id}: ${because}`);
  };

  test('is deployed in waves of whole targets, one after the other, and asked about before the first', () => {
    expect(
      stages()
        .map(({ Name: name }) => name)
        .slice(4),
    ).toEqual(['dev', 'staging', 'staging.2', 'prod']);
    const count = (name: string, what: RegExp) => stage(name).filter(({ Name }) => what.test(Name)).length;
    for (const [name, targets, approvals] of [
      ['staging', 9, 1],
      ['staging.2', 2, 0],
    ] as const) {
      const counts = [/Prepare$/, /Deploy$/, /^Validate/, /^Approve$/].map((what) => count(name, what));
      expect(counts).toEqual([2 * targets, 2 * targets, targets, approvals]);
    }
  });

  test('has one build for the validations of all its targets', () => {
    expect(resources('AWS::CodeBuild::Project').filter(([id]) => id.includes('stagingValidate'))).toHaveLength(1);
    const accounts = ['staging', 'staging.2'].flatMap((name) =>
      stage(name)
        .filter(({ Name }) => Name.startsWith('Validate'))
        .map(
          ({ Configuration: given }) =>
            /"TARGET_ACCOUNT".*?"(\d{12})"/.exec(String(given['EnvironmentVariables']))?.[1],
        ),
    );
    expect(accounts).toEqual(numbers(11).map((index) => String(600_000_000_000 + index)));
  });

  test('is followed by a question with what its last wave has answered, which a full one would not make too long', () => {
    const [approval] = stage('prod');
    const asks = String(approval?.Configuration['CustomData']);
    expect(asks).toMatch(
      /validation of the last 2 of 11 targets: #\{staging@Validate-10\.VALIDATION\}; #\{staging@Validate-11\./,
    );
    expect(asks).not.toContain('Validate-9');
    expect(asks.length + 7 * '; #{staging@Validate-11.VALIDATION}; #{staging@Validate-11.REVIEW}'.length).toBeLessThan(
      900,
    );
  });

  test('passes the gate, and fails where a change set is executed in a later stage than it is made in', () => {
    expect(verdict()).toEqual([]);
    const [, [first, second] = []] = [0, stages().filter(({ Name }) => Name.startsWith('staging'))];
    if (first === undefined || second === undefined) throw new Error('staging has two waves');
    const moved = first.Actions.filter(({ Name }) => Name.endsWith('.Deploy')).slice(0, 1);
    Object.assign(first, { Actions: first.Actions.filter((action) => !moved.includes(action)) });
    Object.assign(second, { Actions: [...second.Actions, ...moved] });
    expect(verdict()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^ZT-00-PipelineDeploysJudged: what action staging\.\S+ prepares is not executed in its stage/,
        ),
      ]),
    );
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

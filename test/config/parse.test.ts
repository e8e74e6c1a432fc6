import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../lib/config';
import config from '../_fixtures/delivery-config';
import { meant } from './_fixtures/meant';
import { draft, environment, problemsOf, table, target } from './_fixtures/refused';
import { refusedVpc } from './_fixtures/refused-vpc';

describe('a configuration', () => {
  test('gets its defaults', () => {
    const { environments, tags } = parseConfig(config);
    expect(environments.map(({ name }) => name)).toEqual(['dev', 'staging', 'prod']);
    expect(environments[0]?.tokenize).toEqual({ fields: ['patientId', 'ssn', 'email'], keyId: 'current' });
    expect(environments[0]?.targets[0]?.s3PrefixListId).toBe('pl-63a5400a');
    expect(tags).toEqual({ Owner: 'platform-team', CostCenter: 'data-platform' });
  });

  test('takes a second region, a fourth environment and extra tags', () => {
    const it = draft();
    environment(it, 'prod').targets.push({
      account: '444444444444',
      region: 'il-central-1',
      cidr: '10.40.0.0/20',
      zones: ['il-central-1a', 'il-central-1b'],
      s3PrefixListId: 'pl-0123456789abcdef0',
    });
    it.environments.splice(1, 0, {
      name: 'qa',
      approval: 'none',
      data: 'disposable',
      targets: [{ ...target(it, 'dev'), account: '555555555555' }],
    });
    it.tags.extra = { Team: 'data' };
    const parsed = parseConfig(it);
    expect(parsed.environments[3]?.targets[1]?.s3PrefixListId).toBe('pl-0123456789abcdef0');
    expect(parsed.environments[1]?.auditRetentionDays).toBe(2192);
    expect(parsed.tags).toEqual({ Owner: 'platform-team', CostCenter: 'data-platform', Team: 'data' });
  });

  test('takes the same range in two accounts, whose networks nothing connects', () => {
    const it = draft();
    target(it, 'staging').cidr = target(it, 'dev').cidr;
    expect(() => parseConfig(it)).not.toThrow();
  });

  test.each([
    ['s3', { kind: 's3', bucket: 'my-source', key: 'release/source.zip' }],
    ['codecommit', { kind: 'codecommit', repository: 'delivery', branch: 'main' }],
  ] as const)('takes %s as source', (_, source) => {
    expect(parseConfig({ ...config, source }).source).toEqual(source);
  });

  test.each([...table, ...meant, ...refusedVpc])('fails on %s', (_, change, problem) => {
    const it = draft();
    change(it);
    expect(problemsOf(it)).toEqual([problem]);
  });

  test('fails with all problems at once, one per line', () => {
    const it = draft();
    Object.assign(target(it, 'dev'), { account: '1' });
    Object.assign(environment(it, 'prod'), { approval: 'none' });
    it.tools.region = 'us-east-11';
    expect(problemsOf(it)).toEqual([
      expect.stringContaining('environments.dev.targets[0].account must be 12 digits'),
      expect.stringContaining('environments.prod.approval must be "required"'),
      expect.stringContaining('tools.region must be a region of AWS'),
    ]);
  });

  test.each([
    [undefined, 'delivery.config.ts has no default export: end it with `export default config;`'],
    [null, 'the configuration must be of type object, got null: edit delivery.config.ts'],
    [() => config, 'the configuration must be of type object, got a function: edit delivery.config.ts'],
    ['dev', 'the configuration must be of type object, got "dev": edit delivery.config.ts'],
  ])('fails on %p instead of a configuration', (input, problem) => {
    expect(problemsOf(input)).toEqual([problem]);
  });
});

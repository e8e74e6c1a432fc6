import { describe, expect, test } from '@jest/globals';
import { ownStacks } from '../../bin/commands/own-stacks';
import { parseConfig } from '../../lib/config';
import plausible from '../_fixtures/plausible-config';

const config = parseConfig(plausible);
const named = (only?: string) =>
  ownStacks(config, only).map(({ account, region, name, stage }) => [name, account, region, stage].join(' '));

describe('the stacks of a configuration', () => {
  test('are those of bootstraps, of the pipeline in every region that it deploys to, and of targets', () => {
    expect(named()).toEqual([
      'CDKToolkit 444455556666 eu-west-1 ',
      'CDKToolkit 777788889999 eu-central-1 ',
      'CDKToolkit 111122223333 eu-central-1 ',
      'CDKToolkit 111122223333 eu-west-1 ',
      'zero-trust-delivery-replication 111122223333 eu-central-1 UpdatePipeline',
      'zero-trust-delivery 111122223333 eu-west-1 UpdatePipeline',
      'data-dev 444455556666 eu-west-1 dev',
      'validation-access-dev 444455556666 eu-west-1 dev',
      'data-live 777788889999 eu-central-1 live',
      'validation-access-live 777788889999 eu-central-1 live',
    ]);
  });

  test('are, of one environment, its own', () => {
    expect(named('dev')).toEqual([
      'data-dev 444455556666 eu-west-1 dev',
      'validation-access-dev 444455556666 eu-west-1 dev',
    ]);
  });

  test('carry the qualifier and the application', () => {
    const other = ownStacks(parseConfig({ ...plausible, application: 'claims', qualifier: 'claims' }));
    expect(other.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['CDKToolkit-claims', 'claims', 'claims-replication', 'data-claims--dev']),
    );
  });

  test('fails on an environment that it does not have', () => {
    expect(() => ownStacks(config, 'lve')).toThrow(
      '--environment "lve" is not in delivery.config.ts, did you mean live?',
    );
  });
});

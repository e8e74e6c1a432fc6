import { beforeAll, describe, expect, test } from '@jest/globals';
import type { DeliveryConfigInput } from '../../lib/config';
import { CDK_QUALIFIER } from '../../lib/contract/bootstrap-roles';
import { qualifiedEnvironment } from '../../lib/contract/names';
import { LONGEST_NAMES } from '../../lib/promises/name-lengths';
import config from '../_fixtures/delivery-config';
import { problemsOf } from '../config/_fixtures/refused';
import { type DeliveredStack, Delivery } from './_helpers/delivery';
import { collisions, namedThings } from './_helpers/named-things';

/** The fixture's accounts, each in a second region too; the tools account is also one that is deployed to. */
const inTwoRegions = (application: string, qualifier = CDK_QUALIFIER): DeliveryConfigInput => ({
  ...config,
  application,
  qualifier,
  environments: config.environments.map((environment, index) => ({
    ...environment,
    targets: environment.targets.flatMap((target) => [
      target,
      { ...target, region: 'us-west-2', cidr: `10.9${index}.0.0/20`, zones: ['us-west-2a', 'us-west-2b'] },
      ...(index === 0 ? [{ ...target, account: config.tools.account, cidr: '10.80.0.0/20' }] : []),
    ]),
  })),
});

describe('two applications in the same accounts and regions', () => {
  let first: readonly DeliveredStack[];
  let second: readonly DeliveredStack[];
  beforeAll(() => {
    first = Delivery.of(inTwoRegions(config.application)).stacks;
    second = Delivery.of(inTwoRegions('claims', 'claims')).stacks;
  });

  test('have no name in common that counts for both', () => {
    const things = namedThings([...first, ...second]);
    expect(things.length).toBeGreaterThan(300);
    expect(collisions(things)).toEqual([]);
  });

  test('are deployed by the bootstrap that each names, and by no other', () => {
    const bootstraps = (stacks: readonly DeliveredStack[]) => [
      ...new Set(
        [...JSON.stringify(stacks).matchAll(/cdk-bootstrap\/(\w+)|cdk-(\w+)-(?:assets|\w+-role)/g)].map(
          ([, one, other]) => one ?? other,
        ),
      ),
    ];
    expect(bootstraps(first)).toEqual([CDK_QUALIFIER]);
    expect(bootstraps(second)).toEqual(['claims']);
  });

  test.each([
    ['AWS::IAM::Role', 'RoleName', 'delivery-validation', 'in 111111111111'],
    ['AWS::KMS::Alias', 'AliasName', 'alias/zero-trust-delivery-logs', 'in 111111111111 us-east-1'],
    ['AWS::S3::Bucket', 'BucketName', 'data-dev-222222222222-us-west-2', 'in the world'],
    ['AWS::SSM::Parameter', 'Name', '/delivery/release', 'in 111111111111 us-east-1'],
    ['AWS::CloudWatch::Dashboard', 'DashboardName', 'delivery', 'in 111111111111 us-east-1'],
  ])('fails on a second %s that has the name of the first', (type, property, name, where) => {
    const planted = [...first, ...second].map((stack) =>
      stack.path === 'Delivery' && (stack.name === 'claims' || type.endsWith('Parameter') || type.endsWith('Dashboard'))
        ? withResource(stack, { Type: type, Properties: { [property]: name } })
        : stack,
    );
    expect(collisions(namedThings(planted))).toEqual([`${type} ${name} ${where}`]);
  });

  test('fails on an export that both have', () => {
    const planted = [...first, ...second].map((stack) =>
      stack.path === 'Delivery'
        ? { ...stack, template: { ...stack.template, Outputs: { Bucket: { Export: { Name: 'bucket' } } } } }
        : stack,
    );
    expect(collisions(namedThings(planted))).toEqual(['export "bucket" in 111111111111 us-east-1']);
  });

  test('fails on a name that cannot be told', () => {
    const [stack] = second;
    if (stack === undefined) throw new Error('there is no stack');
    const planted = withResource(stack, { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': 'x' } } });
    expect(() => namedThings([planted])).toThrow('nobody can tell which name that becomes');
  });

  test('have only names that AWS takes, of kinds whose longest name is known', () => {
    const longest: Readonly<Record<string, { readonly characters: number }>> = LONGEST_NAMES;
    const wrong = namedThings([...first, ...second]).filter(
      ({ type, name }) => !(name.length <= (longest[type]?.characters ?? 0)),
    );
    expect(wrong).toEqual([]);
  });

  test('say in every name of the second one whose it is', () => {
    expect(namedThings(second).filter(({ name }) => !name.includes('claims'))).toEqual([]);
  });

  test('keep in the first one the names that it has always had', () => {
    expect(namedThings(first).filter(({ name }) => name.includes('--'))).toEqual([]);
  });
});

describe('a qualified environment', () => {
  test('belongs to one application and one environment only', () => {
    expect(qualifiedEnvironment(config.application, 'dev')).toBe('dev');
    expect(qualifiedEnvironment('claims', 'dev')).toBe('claims--dev');
    expect(qualifiedEnvironment('claims-eu', 'dev')).not.toBe(qualifiedEnvironment('claims', 'eu-dev'));
  });
});

describe('an application of which no name may be made', () => {
  test.each([
    [
      'data-lake',
      'application must not begin with "data", as the names of targets do, got "data-lake": edit delivery.config.ts',
    ],
    [
      'delivery',
      'application must not begin with "delivery", as the names of targets do, got "delivery": edit delivery.config.ts',
    ],
    [
      'claims-replication',
      'application must not end with "-replication", as the name of the stack of artifacts in other regions does, got "claims-replication": edit delivery.config.ts',
    ],
    [
      'claims-of-the-clinic',
      'environments.staging.name must be shorter by 1: it makes the bucket name data-access-claims-of-the-clinic--staging-333333333333-us-east-1, 64 characters where AWS takes 63, got "staging": make it or the name of the application shorter in delivery.config.ts',
    ],
  ])('fails: %s', (application, problem) => {
    expect(problemsOf({ ...config, application })).toContain(problem);
  });
});

const withResource = (stack: DeliveredStack, resource: { Type: string; Properties: Record<string, unknown> }) => ({
  ...stack,
  template: { ...stack.template, Resources: { ...stack.template.Resources, Planted: resource } },
});

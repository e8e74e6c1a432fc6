import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { parseConfig } from '../../lib/config';
import { EvidenceBucket } from '../../lib/pipeline/evidence-bucket';
import { ValidationRole } from '../../lib/pipeline/validation-role';
import config from '../_fixtures/delivery-config';

/** The fixture's configuration with so many targets, spread over its environments. */
const configOf = (targets: number) =>
  parseConfig({
    ...config,
    environments: config.environments.map((environment, position) => ({
      ...environment,
      targets: Array.from({ length: targets }, (_, index) => ({
        account: String(200_000_000_000 + index),
        region: 'us-east-1',
        cidr: `10.${index + 1}.0.0/16`,
        zones: ['us-east-1a', 'us-east-1b'],
      })).filter((__, index) => index % config.environments.length === position),
    })),
  });

interface Policy {
  readonly Properties: { readonly PolicyDocument: { readonly Statement: readonly object[] } };
}

/** Policies in the template of a validation role with a build per target, by logical id. */
const policiesOf = (targets: number): Readonly<Record<string, Policy>> => {
  const app = new App();
  const env = { account: config.tools.account, region: config.tools.region };
  const stack = new Stack(app, 'Tools', { env });
  const evidence = new EvidenceBucket(stack, 'Evidence', {
    ...env,
    application: 'app',
    accessLogs: new Bucket(stack, 'AccessLogs'),
    retention: { mode: 'GOVERNANCE', days: 1 },
  });
  const role = new ValidationRole(stack, 'ValidationRole', { config: configOf(targets), evidence });
  for (let build = 0; build < targets; build += 1) new PipelineProject(stack, `B${build}`, { role: role.forBuild() });
  const { Resources: resources } = app.synth().getStackByName('Tools').template;
  return Object.fromEntries(
    Object.entries(resources as Record<string, Policy & { readonly Type: string }>).filter(([, { Type: type }]) =>
      ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].includes(type),
    ),
  );
};

/** A document's characters as IAM counts them, in the partition with the longest name; references are as long as ARNs. */
const lengthOf = ({ Properties: { PolicyDocument: document } }: Policy): number =>
  JSON.stringify(document)
    .replaceAll('{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},"', '"arn:aws-us-gov')
    .replaceAll('"]]}', '"').length;

describe('the validation role', () => {
  const few = policiesOf(3);
  const some = policiesOf(30);
  const many = policiesOf(100);

  test('has for 3, 30 and 100 targets no policy of the library that nobody has narrowed', () => {
    for (const policies of [few, some, many]) {
      expect(Object.keys(policies).filter((id) => id.includes('Overflow'))).toEqual([]);
    }
  });

  test('stays below what IAM takes: 10 managed policies with 6144 characters each', () => {
    for (const policies of [few, some, many]) {
      expect(Object.keys(policies).length).toBeLessThan(10);
      for (const policy of Object.values(policies)) expect(lengthOf(policy)).toBeLessThan(6144);
    }
  });

  test('keeps the names of its policies when targets are added', () => {
    expect(Object.keys(some)).toEqual(expect.arrayContaining(Object.keys(few)));
    expect(Object.keys(many)).toEqual(expect.arrayContaining(Object.keys(some)));
  });

  test('may look at every target in one of them', () => {
    const text = JSON.stringify(many);
    for (let index = 0; index < 100; index += 1) expect(text).toContain(`:iam::${200_000_000_000 + index}:role/`);
  });

  test('gets from a second build what the first has got already', () => {
    const own = Object.entries(few).find(([id]) => id.includes('DefaultPolicy'));
    const same = Object.entries(many).find(([id]) => id.includes('DefaultPolicy'));
    expect(own).toBeDefined();
    expect(same).toEqual(own);
  });
});

import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PIPELINE_ROLES, pipelineRoleName } from '../../lib/contract/names';
import { nameRoles } from '../../lib/pipeline/named-roles';
import { evaluate, type PolicyDocument } from '../../lib/policy';
import { whyNever } from '../../lib/rehearsal/executor/actions/codebuild/reuse/why-run';
import { delivery, statements } from './_helpers/delivered-pipeline';

describe('the roles of the pipeline', () => {
  test('ZT-07 create no log group and no report group', () => {
    const all = statements.flatMap(({ actions }) => actions);
    expect(all).toContain('logs:PutLogEvents');
    expect(all.filter((action) => /^logs:(Create\*|CreateLogGroup|\*)$|CreateReportGroup|^\*$/.test(action))).toEqual(
      [],
    );
    for (const [, { ManagedPolicyArns: arns }] of delivery.resources('AWS::IAM::Role')) expect(arns).toBeUndefined();
  });

  test('have the names that bootstraps trust', () => {
    const names = delivery.resources('AWS::IAM::Role').map(([, { RoleName: name }]) => name);
    const fixed = PIPELINE_ROLES.map((purpose) => pipelineRoleName('zero-trust-delivery', purpose, 'us-east-1'));
    expect(names).toEqual(expect.arrayContaining(fixed));
    expect(names).not.toContain(undefined);
  });

  test('fail to get them where the library has put one elsewhere, or made one more', () => {
    const stack = new Stack(new App(), 'S');
    const pipeline = new Construct(stack, 'Pipeline');
    expect(() => nameRoles(pipeline, 'a', 'us-east-1')).toThrow(
      'has made no role for pipeline, build, self-update, assets',
    );
    new Role(pipeline, 'New', { assumedBy: new AccountRootPrincipal() });
    expect(() => nameRoles(pipeline, 'a', 'us-east-1')).toThrow('has made a role that has no name yet: /New/Resource');
  });

  test('that keep what a build leaves as evidence make it one that no rehearsal takes over', () => {
    const document = (name: string) =>
      JSON.stringify({
        Statement: statements
          .filter(({ id }) => id.startsWith(name))
          .map(({ actions, resource }) => ({ Effect: 'Allow', Action: actions, Resource: JSON.stringify(resource) })),
      });
    const why = (name: string) =>
      whyNever({}, undefined, { calls: [], notJudged: [], policies: [document(name)] }, ['artifacts'])?.word;
    expect([why('KeepBuilds'), why('KeepValidations'), why('CloserPermissions'), why('Nobody')]).toEqual([
      ...['writes', 'writes', 'writes', undefined],
    ]);
  });

  test('carry no wildcard in an action', () => {
    expect(statements.filter(({ actions }) => actions.some((action) => action.includes('*')))).toEqual([]);
  });

  test('assume in the targets, by name, what looks at them, what reads templates before an approval, and what protects kept data', () => {
    const assumed = statements
      .filter(({ id, actions }) => id.startsWith('LookAtTargets') && actions.includes('sts:AssumeRole'))
      .flatMap(({ resource }) => resource);
    expect(assumed).toEqual([
      'arn:aws:iam::222222222222:role/delivery-validation-dev-us-east-1',
      'arn:aws:iam::333333333333:role/delivery-review-staging-us-east-1',
      'arn:aws:iam::333333333333:role/delivery-validation-staging-us-east-1',
      'arn:aws:iam::444444444444:role/delivery-protection-prod-us-east-1',
      'arn:aws:iam::444444444444:role/delivery-review-prod-us-east-1',
      'arn:aws:iam::444444444444:role/delivery-validation-prod-us-east-1',
    ]);
  });

  test('of validation writes files of a validation and of a review into the evidence, and what is promoted', () => {
    const keeping = statements.filter(({ id }) => id.startsWith('KeepValidations'));
    const on = (action: string) =>
      keeping.filter(({ actions }) => actions.includes(action)).flatMap(({ resource }) => [resource].flat());
    const below = (action: string) =>
      on(action).map(
        (resource) => (resource as { readonly 'Fn::Join': [string, [unknown, string]] })['Fn::Join'][1][1],
      );
    expect(below('s3:PutObject')).toEqual([
      '/promoted/*/question.json',
      '/promoted/*/report.json',
      '/promoted/*/validation.zip',
      '/releases/*/gate.html',
      '/releases/*/junit-?.xml',
      '/releases/*/junit.xml',
      '/releases/*/revalidations.json',
      '/releases/*/review.html',
      '/releases/*/review.json',
      '/releases/*/validation-?.json',
      '/releases/*/validation.json',
      '/revalidations/*.json',
    ]);
    expect(below('s3:GetObject').toSorted()).toEqual([
      '/promoted/*/question.json',
      '/promoted/*/report.json',
      '/promoted/*/validation.zip',
      '/releases/*/review.json',
      '/releases/*/validation-?.json',
      '/releases/*/validation.json',
      '/revalidations/*.json',
    ]);
    expect([...new Set(keeping.flatMap(({ actions }) => actions))].toSorted()).toEqual([
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
      'kms:Decrypt',
      'kms:GenerateDataKey',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });

  test('of validation is assumed by the builds of this account only', () => {
    const [[, role] = []] = delivery.resources('AWS::IAM::Role').filter(([id]) => id.startsWith('ValidationRole'));
    const trust = role?.['AssumeRolePolicyDocument'] as PolicyDocument;
    const ask = (service: string, account: string) =>
      evaluate([trust], {
        principal: { kind: 'service', service },
        action: 'sts:AssumeRole',
        resource: '*',
        context: { 'aws:SourceAccount': account },
      }).effect;
    expect(ask('codebuild.amazonaws.com', '111111111111')).toBe('allow');
    expect(ask('codebuild.amazonaws.com', '999999999999')).toBe('deny');
    expect(ask('lambda.amazonaws.com', '111111111111')).toBe('deny');
  });
});

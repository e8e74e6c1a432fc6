import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import { type DeliveryConfigInput, parseConfig } from '../../lib/config';
import { TargetStage } from '../../lib/stages/target-stage';
import defaults from '../_fixtures/delivery-config';

/** Boundaries of all roles of the first environment's first target. */
const boundariesIn = (input: DeliveryConfigInput): readonly unknown[] => {
  const config = parseConfig(input);
  const [environment] = config.environments;
  const [target] = environment?.targets ?? [];
  if (!environment || !target) throw new Error('the fixture has no target');
  const app = new App({ builtinCloudFormationValidation: false, postCliContext: featureFlags });
  const stage = new TargetStage(app, environment.name, config, environment, target);
  const stacks = stage.node.findAll().filter((node): node is Stack => Stack.isStack(node));
  const roles = stacks.flatMap((stack) => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')));
  return roles.map((role) => role['Properties'].PermissionsBoundary);
};

const bounded: DeliveryConfigInput = {
  ...defaults,
  environments: defaults.environments.map((environment) => ({ ...environment, permissionsBoundary: 'developers' })),
};

describe('the permissions boundary of an environment', () => {
  test('bounds every role of its stacks', () => {
    const boundaries = boundariesIn(bounded);
    expect(boundaries.length).toBeGreaterThan(2);
    for (const boundary of boundaries) expect(JSON.stringify(boundary)).toContain(':policy/developers"');
  });

  test('is absent where none is configured', () => {
    const boundaries = boundariesIn(defaults);
    expect(boundaries.length).toBeGreaterThan(2);
    expect(boundaries.filter((boundary) => boundary !== undefined)).toEqual([]);
  });
});

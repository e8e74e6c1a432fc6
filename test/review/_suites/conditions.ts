import { describe, expect, test } from '@jest/globals';
import { decided, made, prod } from '../_fixtures/one-change';
import { stack } from '../_fixtures/releases';

describe('what a condition decides', () => {
  const conditional = { It: { ...made('AWS::S3::Bucket', 'Data').It, Condition: 'Here' } };
  const asked = (one: number) => ({
    Conditions: { Here: { 'Fn::Not': [{ Condition: 'Away' }] }, Away: { 'Fn::Equals': [one, 1] } },
  });
  test('may be lost where the condition asks something else, though the resource is as it was', () => {
    const { told, said } = decided([prod(conditional, asked(0))], [prod(conditional, asked(1))]);
    expect(said).toBe("unsure: prod's data bucket may be replaced or lost: data may be lost, and 1 more to look at");
    expect(told.news[0]?.title).toContain('its condition Here asks something else: it may appear or disappear');
  });
  test('is not spoken of where it asks the same', () => {
    expect(decided([prod(conditional, asked(0))], [prod(conditional, asked(0))]).said).toBe('good: Nothing changes');
  });
});

test('a nested stack that is gone is deleted by its parent, and does not stay', () => {
  const nested = stack({}, { stackName: 'data-prod/Nested', path: 'Delivery/prod/Data/Nested', environment: 'prod' });
  const { said, told } = decided([prod({}), nested], [prod({})]);
  expect(said).toBe('unsure: prod: nested stack data-prod/Nested is deleted with what is in it');
  expect(told.stacks.find(({ change }) => change === 'removed')?.because).toContain('CloudFormation deletes it');
});

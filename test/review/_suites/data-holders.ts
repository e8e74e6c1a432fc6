import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { describe, expect, test } from '@jest/globals';
import { whyItHolds } from '../../../lib/contract/data-holders';

describe('types that hold data', () => {
  test("are at least those that the CDK's own specification calls stateful", () => {
    const stateful = loadAwsServiceSpecSync()
      .all('resource')
      .filter(({ isStateful }) => isStateful === true)
      .map(({ cloudFormationType }) => cloudFormationType);
    expect(stateful.length).toBeGreaterThan(20);
    expect(stateful.filter((type) => whyItHolds(type) === undefined)).toEqual([]);
  });

  test.each(['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::CloudWatch::Alarm', 'AWS::EC2::SecurityGroup'])(
    'are not %s',
    (type) => {
      expect(whyItHolds(type)).toBeUndefined();
    },
  );

  test.each(['AWS::CloudTrail::Trail', 'AWS::SNS::Topic', 'Custom::Thing', 'AWS::CloudFormation::CustomResource'])(
    'are also %s',
    (type) => {
      expect(whyItHolds(type)).toBeDefined();
    },
  );
});

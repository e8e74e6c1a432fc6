import { readFileSync } from 'node:fs';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ABILITIES_FILE, abilitiesNow } from '../../../bin/documents/abilities';
import { type ListedType, listedTypes, objections } from './resource-types';

/** Types that stand in no specification: each takes what only its own maker knows. */
const OF_NOBODY = ['AWS::CDK::Metadata', 'AWS::CloudFormation::CustomResource'];

/** Where the emulator is right to differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'AWS::EC2::SubnetRouteTableAssociation is replaced by RouteTableId':
    'EC2 refuses a second association of a subnet, so the one there is moves; its physical id changes, as documented',
};

describe("the emulator's resource types", () => {
  const spec = loadAwsServiceSpecSync();
  let types: Readonly<Record<string, ListedType>>;
  beforeAll(async () => {
    types = await listedTypes();
  });

  const judged = (): readonly string[] =>
    Object.entries(types)
      .filter(([type]) => !OF_NOBODY.includes(type))
      .flatMap(([type, listed]) => objections(type, listed, spec));

  test("list properties, attributes and replacements as CloudFormation's specification has them", () => {
    expect(Object.keys(types).length).toBeGreaterThan(35);
    expect(judged().filter((objection) => !(objection in DIFFERENT))).toEqual([]);
  });

  test('are what a rehearsal believes the emulator can do', async () => {
    // Where this fails: npm run docs, npm run format.
    expect(JSON.parse(readFileSync(ABILITIES_FILE, 'utf8'))).toEqual(await abilitiesNow());
  });

  test('have no exception that is not needed', () => {
    expect(Object.keys(DIFFERENT).filter((objection) => !judged().includes(objection))).toEqual([]);
    expect(OF_NOBODY.filter((type) => !(type in types))).toEqual([]);
  });

  test.each<[string, string, Partial<ListedType>, string]>([
    ['a type that is none', 'AWS::SQS::Quene', {}, 'AWS::SQS::Quene is no type'],
    ['an unknown property', 'AWS::SQS::Queue', { properties: ['Colour'] }, 'AWS::SQS::Queue has no property Colour'],
    [
      'an unknown nested property',
      'AWS::S3::Bucket',
      { properties: ['LifecycleConfiguration.Rules.Colour'] },
      'AWS::S3::Bucket has no property LifecycleConfiguration.Rules.Colour',
    ],
    ['an unknown attribute', 'AWS::SQS::Queue', { attributes: ['Colour'] }, 'AWS::SQS::Queue has no attribute Colour'],
    [
      'a replacement that is forgotten',
      'AWS::SQS::Queue',
      { properties: ['QueueName'] },
      'AWS::SQS::Queue is replaced by QueueName',
    ],
    [
      'a replacement that is none',
      'AWS::SQS::Queue',
      { properties: ['DelaySeconds'], replacedBy: ['DelaySeconds'] },
      'AWS::SQS::Queue is not replaced by DelaySeconds',
    ],
    [
      'a replacement by what is not listed',
      'AWS::SQS::Queue',
      { replacedBy: ['QueueName'] },
      'AWS::SQS::Queue does not list QueueName',
    ],
    [
      'a custom name that can be changed',
      'AWS::SQS::Queue',
      { customName: 'DelaySeconds' },
      'AWS::SQS::Queue can be renamed by DelaySeconds',
    ],
  ])('fail with %s', (_title, type, planted, objection) => {
    const nothing = { properties: [], replacedBy: [], customName: null, attributes: [] };
    expect(objections(type, { ...nothing, ...planted }, spec)).toEqual([objection]);
  });

  test.each<[string, Partial<ListedType>]>([
    ['what a free-form property holds', { properties: ['RedrivePolicy.maxReceiveCount', 'RedriveAllowPolicy.*'] }],
    ['the parts of tags', { properties: ['Tags.Key', 'Tags.*'] }],
    ['a name that cannot change', { properties: ['QueueName'], replacedBy: ['QueueName'], customName: 'QueueName' }],
  ])('may list %s', (_title, planted) => {
    const nothing = { properties: [], replacedBy: [], customName: null, attributes: [] };
    expect(objections('AWS::SQS::Queue', { ...nothing, ...planted }, spec)).toEqual([]);
  });
});

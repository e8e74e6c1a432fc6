import { describe, expect, test } from '@jest/globals';
import { deploys, linesOf } from './_helpers/planted';

describe('a template that an action takes from the files of the source', () => {
  test.each([
    [
      'a resource type',
      'infra/app.yaml',
      'Resources: { Thing: { Type: AWS::No::Such, Properties: { A: !Ref B } } }',
      'AWS::No::Such: the emulator has no such resource type: 1 place: infra/app.yaml/Thing',
    ],
    [
      'an attribute in a short form',
      'app.yaml',
      'Resources: { Q: { Type: AWS::SQS::Queue } }\nOutputs: { O: { Value: !GetAtt Q.Odd } }',
      'AWS::SQS::Queue: the emulator returns no attribute Odd: 1 place: app.yaml',
    ],
    [
      'a transform',
      'sam.json',
      '{ "Transform": "AWS::Serverless-2016-10-31", "Resources": {} }',
      'AWS::Serverless-2016-10-31: the emulator expands no such transform: 1 place: sam.json',
    ],
  ])('has something that cannot be rehearsed: %s', async (_, file, content, line) => {
    const planted = { stage: { Actions: [deploys(`source::${file}`)] }, files: { [file]: content } };
    expect(await linesOf(planted)).toEqual([line]);
  });

  test.each([
    ['is no template', 'source::a.yaml', '- just\n- a list'],
    ['is no YAML', 'source::a.yaml', 'a: [b'],
    ['is not there', 'source::b.yaml', ''],
    ['a build makes', 'built::a.yaml', 'Resources: { Thing: { Type: AWS::No::Such } }'],
    [
      'has functions in their short form',
      'source::a.yaml',
      'Outputs: { O: { Value: !If [C, !GetAtt A.B, !Sub "${A}"] } }',
    ],
  ])('and nothing is said of one that %s', async (_, path, content) => {
    expect(await linesOf({ stage: { Actions: [deploys(path)] }, files: { 'a.yaml': content } })).toEqual([]);
  });
});

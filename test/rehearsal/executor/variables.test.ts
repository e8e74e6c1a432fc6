import { describe, expect, test } from '@jest/globals';
import { resolveConfiguration } from '../../../lib/rehearsal/executor/variables';

const NAMESPACES = new Map<string, Readonly<Record<string, string>>>([
  ['codepipeline', { PipelineExecutionId: 'id' }],
  ['Source@o_r', { CommitId: 'abc', CommitMessage: 'say "x"\nand $y' }],
  ['variables', {}],
]);

describe('references in a configuration', () => {
  test.each([
    ['plain', 'plain'],
    ['#{Source@o_r.CommitId}', 'abc'],
    ['at #{Source@o_r.CommitId} in #{codepipeline.PipelineExecutionId}', 'at abc in id'],
    ['$& #{codepipeline.PipelineExecutionId}', '$& id'],
  ])('%s becomes %s', (text, expected) => {
    expect(resolveConfiguration({ Key: text }, NAMESPACES, 'action S/A')).toEqual({ Key: expected });
  });

  test('are replaced inside the strings of a JSON document, whatever the value contains', () => {
    const text = JSON.stringify([{ name: 'M', value: '#{Source@o_r.CommitMessage}', n: 1 }]);
    const { EnvironmentVariables } = resolveConfiguration({ EnvironmentVariables: text }, NAMESPACES, 'action S/A');
    expect(JSON.parse(EnvironmentVariables ?? '')).toEqual([{ name: 'M', value: 'say "x"\nand $y', n: 1 }]);
  });

  test.each([
    [
      '#{Source@o_r.Nothing}',
      'Key of action S/A refers to #{Source@o_r.Nothing}, which has no value: known variables of Source@o_r are CommitId, CommitMessage',
    ],
    [
      '#{Other.X}',
      'Key of action S/A refers to #{Other.X}, which has no value: known namespaces are codepipeline, Source@o_r, variables',
    ],
    ['#{variables.Colour}', 'known variables of variables are none'],
    ['#{nodot}', 'refers to #{nodot}, which has no value'],
  ])('fails for %s', (text, message) => {
    expect(() => resolveConfiguration({ Key: text }, NAMESPACES, 'action S/A')).toThrow(message);
  });

  test('fails for a document that is not JSON', () => {
    expect(() => resolveConfiguration({ EnvironmentVariables: '[#{a.b}' }, NAMESPACES, 'action S/A')).toThrow(
      'EnvironmentVariables of action S/A must be JSON, got [#{a.b}',
    );
  });
});

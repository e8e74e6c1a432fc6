import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Failure } from '../../../lib/rehearsal/executor/failure';
import { failNotRehearsable } from '../../../lib/rehearsal/site/refuse-not-rehearsable';
import { synthesisOf } from '../rehearsable/_helpers/planted';

const NO_TYPE = { Thing: { Type: 'AWS::No::Such' } };
const context = { endpoint: undefined, pipeline: undefined, partial: false };

test('a build whose assembly cannot be rehearsed fails in the words of a refusal, in a line', async () => {
  const { directory } = synthesisOf({ shop: NO_TYPE });
  const failed = failNotRehearsable(context, directory);
  await expect(failed).rejects.toBeInstanceOf(Failure);
  await expect(failed).rejects.toThrow(
    /^1 thing of this app cannot be rehearsed \(as the build has synthesized it\); nothing of it was deployed: AWS::No::Such: .*: 2 places: [^\n]+$/,
  );
});

test('a build goes on where stubs stand for it, and they are named', async () => {
  const { directory } = synthesisOf({ shop: NO_TYPE });
  const stubbed = await failNotRehearsable({ ...context, partial: true }, directory);
  expect(stubbed).toMatchObject([
    { type: 'AWS::No::Such', logicalId: 'Thing', stack: 'dev/Shop', reason: 'the emulator has no such resource type' },
    { path: 'dev/Till/Thing/Resource', dependents: [] },
  ]);
});

test('a resource whose condition only the deployment knows refuses nothing, and is named where stubs may stand for it', async () => {
  const shop = { Thing: { Type: 'AWS::No::Such', Condition: 'Wanted' } };
  const sections = {
    Parameters: { P: { Type: 'String', Default: 'x' } },
    Conditions: { Wanted: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
  };
  const { directory } = synthesisOf({ shop, sections });
  expect(await failNotRehearsable(context, directory)).toEqual([]);
  expect(await failNotRehearsable({ ...context, partial: true }, directory)).toMatchObject([
    { logicalId: 'Thing', reason: 'the emulator has no such resource type, if its condition Wanted holds' },
    { stack: 'dev/Till' },
  ]);
});

test('a build goes on with what can be rehearsed, also without a pipeline in it', async () => {
  const { directory } = synthesisOf({});
  writeFileSync(join(directory, 'Tools.template.json'), JSON.stringify({ Resources: {} }));
  expect(await failNotRehearsable(context, directory)).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { remembering } from '../../../lib/gate/packs/remembered';
import { quickPacks } from '../_helpers/judge';
import { harmless } from '../_helpers/plants';
import { objectionsTo } from './liveness/_helpers/examined';

const counted = () => {
  let times = 0;
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const value = Lazy.uncachedAny({ produce: () => ({ times: ++times, list: ['one'] }) });
  return { app, read: () => stack.resolve(value), stack };
};

test('a value is resolved once for all who ask, and again for one who comes again and those after him', () => {
  const { app, read } = counted();
  const [first, second] = ['first', 'second'].map((asker) => remembering(app, asker, read));
  expect([first, second]).toMatchObject([{ times: 1 }, { times: 1 }]);
  expect(['first', 'second'].map((asker) => remembering(app, asker, read))).toMatchObject([{ times: 2 }, { times: 2 }]);
});

test('a stack resolves as before afterwards, also where asking has failed, and as it did by itself', () => {
  const { app, read, stack } = counted();
  const fail = () => {
    throw new Error('no answer');
  };
  expect(() => remembering(app, 'asker', fail)).toThrow('no answer');
  expect(Object.hasOwn(stack, 'resolve')).toBe(false);
  expect([read(), read()]).toMatchObject([{ times: 1 }, { times: 2 }]);
  stack.resolve = () => 'its own';
  expect(remembering(app, 'asker', read)).toBe('its own');
  expect(stack.resolve(1)).toBe('its own');
});

test('who would change an answer for the others fails', () => {
  const { app, read } = counted();
  expect(() => remembering(app, 'asker', () => read().list.push('another'))).toThrow(TypeError);
  expect(() => remembering(app, 'other', () => Object.assign(read(), { times: 0 }))).toThrow(TypeError);
});

test('a value that shows itself to the packs only is compared as they have seen it', () => {
  let isShown = false;
  const policyDocument = Lazy.uncachedAny({
    produce: () => ({
      Version: '2012-10-17',
      Statement: [{ Effect: isShown ? 'Deny' : 'Allow', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::planted' }],
    }),
  });
  const packs = (app: App) =>
    quickPacks(app).map((pack) => {
      const validate = pack.validate.bind(pack);
      pack.validate = (context) => {
        isShown = true;
        const report = validate(context);
        isShown = false;
        return report;
      };
      return pack;
    });
  const build = (app: App) => new CfnManagedPolicy(harmless(app), 'Policy', { policyDocument });
  expect(objectionsTo({ build, packs })).toEqual([
    expect.stringMatching(/^policyDocument of Harmless\/Policy is not in the template as its construct has it/),
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { readRotationEvent, STEPS } from '../../../functions/rotate-key-ring/rotation-event';

const event = { Step: 'createSecret', SecretId: 'arn', ClientRequestToken: 'v1' };

describe('a rotation event', () => {
  test.each(STEPS)('is read for %s', (Step) => {
    expect(readRotationEvent({ ...event, Step })).toEqual({ step: Step, secretId: 'arn', versionId: 'v1' });
  });

  test.each(Object.keys(event))('fails without %s', (name) => {
    expect(() => readRotationEvent({ ...event, [name]: undefined })).toThrow(`rotation event has no text "${name}"`);
  });

  test('fails on an unknown step and on no event', () => {
    expect(() => readRotationEvent({ ...event, Step: 'dropSecret' })).toThrow(
      'rotation step "dropSecret" is unknown: expected createSecret',
    );
    expect(() => readRotationEvent(undefined)).toThrow('rotation event has no text "Step"');
  });
});

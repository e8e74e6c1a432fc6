import { describe, expect, test } from '@jest/globals';
import { emulatorVariables } from '../../../lib/rehearsal/emulator/emulator-variables';

describe('emulatorVariables', () => {
  test('keeps the AWS, moto and Python settings of the user away from the emulator', () => {
    const env = {
      PATH: '/bin',
      AWS_PROFILE: 'mine',
      AWS_SECRET_ACCESS_KEY: 'real',
      MOTO_PORT: '1',
      PYTHONPATH: '/mine',
      NODE_OPTIONS: '--inspect',
    };
    expect(emulatorVariables(env, '/app/emulator')).toEqual({
      PATH: '/bin',
      PYTHONPATH: '/app/emulator',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
});

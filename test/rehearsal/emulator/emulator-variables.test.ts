import { describe, expect, test } from '@jest/globals';
import { emulatorVariables } from '../../../lib/rehearsal/emulator/emulator-variables';

describe('emulatorVariables', () => {
  test('keeps the AWS, moto, Python, node and proxy settings of the user away from the emulator', () => {
    const env = {
      PATH: '/bin',
      AWS_PROFILE: 'mine',
      AWS_SECRET_ACCESS_KEY: 'real',
      MOTO_PORT: '1',
      PYTHONPATH: '/mine',
      NODE_OPTIONS: '--inspect',
      NODE_EXTRA_CA_CERTS: '/mine.pem',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: 'http://127.0.0.1:9',
      https_proxy: 'http://127.0.0.1:9',
      ALL_PROXY: 'socks5://127.0.0.1:9',
      npm_config_https_proxy: 'http://127.0.0.1:9',
      NO_PROXY: 'corp.example',
    };
    expect(emulatorVariables(env, '/app/emulator')).toEqual({
      PATH: '/bin',
      NO_PROXY: 'localhost,127.0.0.1,::1,.localhost',
      no_proxy: 'localhost,127.0.0.1,::1,.localhost',
      PYTHONPATH: '/app/emulator',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  });
});

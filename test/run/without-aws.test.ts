import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

/** What the SDK says where it is asked for the credentials that it finds by itself. */
const FOUND = `
const { STSClient } = require('@aws-sdk/client-sts');
new STSClient({ region: 'us-east-1' }).config.credentials().then(
  ({ accessKeyId }) => console.log('found ' + accessKeyId),
  ({ name }) => console.log(name),
);`;

/** The same in another process, as a user who has credentials in his home. */
const foundWith = (variables: NodeJS.ProcessEnv): string => {
  const home = temporaryDirectory();
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'credentials'), '[default]\naws_access_key_id = his\naws_secret_access_key = x\n');
  const env = { ...variables, HOME: home };
  return execFileSync(process.execPath, ['--eval', FOUND], { env, encoding: 'utf8', stdio: 'pipe' }).trim();
};

describe('tests', () => {
  test('find no credentials of AWS, whoever runs them', async () => {
    const { credentials } = new STSClient({ region: 'us-east-1' }).config;
    await expect(credentials()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  });

  test('and no command that they start does', () => {
    expect(foundWith({ PATH: process.env['PATH'] })).toBe('found his');
    expect(foundWith(process.env)).toBe('CredentialsProviderError');
  });

  test('are cut off from what the environment of whoever runs them says', () => {
    const script =
      "await import('./jest.config.mjs'); console.log(Object.keys(process.env).filter((name) => /^AWS_/.test(name)).sort().join())";
    const variables = { AWS_ACCESS_KEY_ID: 'a', AWS_PROFILE: 'b', AWS_CONTAINER_CREDENTIALS_FULL_URI: 'c' };
    const env = { ...variables, PATH: process.env['PATH'] };
    const left = execFileSync(process.execPath, ['--input-type=module', '--eval', script], { env, encoding: 'utf8' });
    expect(left.trim().split(',')).toEqual([
      'AWS_CONFIG_FILE',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
      'AWS_SHARED_CREDENTIALS_FILE',
    ]);
  });
});

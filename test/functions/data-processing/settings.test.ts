import { describe, expect, test } from '@jest/globals';
import { parseSettings } from '../../../functions/data-processing/settings';
import { FUNCTION_ENVIRONMENT as NAMES } from '../../../lib/contract/function-environment';

const complete = {
  [NAMES.environment]: 'dev',
  [NAMES.dataBucket]: 'data-dev',
  [NAMES.dataKeyArn]: 'arn:aws:kms:us-east-1:222222222222:key/1',
  [NAMES.keyRingSecretId]: 'data-processing/key-ring-dev',
  [NAMES.identifierFields]: 'mrn,patient.ssn',
  [NAMES.tokenKeyId]: 'current',
};

describe('the settings', () => {
  test('come from the environment variables', () => {
    expect(parseSettings(complete)).toEqual({
      environment: 'dev',
      dataBucket: 'data-dev',
      dataKeyArn: 'arn:aws:kms:us-east-1:222222222222:key/1',
      keyRingSecretId: 'data-processing/key-ring-dev',
      tokenKeyId: 'current',
      reading: { fields: [['mrn'], ['patient', 'ssn']], maxLineBytes: 1024 * 1024 },
    });
  });

  test('take the id of one key and another limit', () => {
    const settings = parseSettings({ ...complete, [NAMES.tokenKeyId]: 'k1', [NAMES.maxLineBytes]: '2048' });
    expect(settings).toMatchObject({ tokenKeyId: 'k1', reading: { maxLineBytes: 2048 } });
  });

  test.each(Object.keys(complete))('fail when %s is missing or empty', (name) => {
    expect(() => parseSettings({ ...complete, [name]: undefined })).toThrow(`environment variable ${name} is not set`);
    expect(() => parseSettings({ ...complete, [name]: '' })).toThrow(`environment variable ${name} is not set`);
  });

  test.each([['K1'], ['k_1'], ['newest one']])('fail on the token key id "%s"', (value) => {
    expect(() => parseSettings({ ...complete, [NAMES.tokenKeyId]: value })).toThrow(
      `is "${value}": expected "current" or the id`,
    );
  });

  test.each([['1023'], ['16777217'], ['1e6'], ['-1'], ['']])('fail on the limit "%s"', (value) => {
    expect(() => parseSettings({ ...complete, [NAMES.maxLineBytes]: value })).toThrow(
      `is "${value}": expected bytes from 1024`,
    );
  });
});

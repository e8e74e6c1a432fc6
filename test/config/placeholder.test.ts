import { describe, expect, test } from '@jest/globals';
import { assertRealAccounts, isPlaceholder, parseConfig } from '../../lib/config';
import config from '../_fixtures/delivery-config';

const placeholders = parseConfig(config);
const accounts = JSON.stringify(config).replaceAll(/(\d)\1{11}/g, (_, digit: string) => `12345678901${digit}`);
const real = parseConfig({ ...JSON.parse(accounts), evidence: { trial: true } });

describe('placeholder accounts', () => {
  test('are accounts of one repeated digit', () => {
    expect(isPlaceholder(placeholders)).toBe(true);
    expect(isPlaceholder(real)).toBe(false);
  });

  test('are accepted where an emulator answers', () => {
    expect(() => assertRealAccounts(placeholders, 'http://localhost:5000')).not.toThrow();
  });

  test('are asked about at no address that is none', () => {
    expect(() => assertRealAccounts(real, 'garbage')).toThrow(
      'AWS_ENDPOINT_URL must be an address like http://127.0.0.1:5000, got "garbage"',
    );
  });

  test.each([
    undefined,
    '',
    'https://sts.us-east-1.amazonaws.com',
    'https://cloudformation.cn-north-1.amazonaws.com.cn',
    'https://sts.us-iso-east-1.c2s.ic.gov',
  ])('fail where AWS answers: %p', (endpoint) => {
    expect(() => assertRealAccounts(placeholders, endpoint)).toThrow(
      '111111111111, 222222222222, 333333333333, 444444444444 are placeholders that only a rehearsal accepts: write your account numbers into delivery.config.ts, or rehearse with `npm start`',
    );
    expect(() => assertRealAccounts(real, endpoint)).not.toThrow();
  });
});

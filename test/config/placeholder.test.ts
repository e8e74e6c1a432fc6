import { describe, expect, test } from '@jest/globals';
import { assertRealAccounts, assertRealSynthesis, isPlaceholder, parseConfig } from '../../lib/config';
import { assertRealArguments } from '../../lib/config/placeholder';
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

  const ALL = /^111111111111, 222222222222, 333333333333, 444444444444 are placeholders that only a rehearsal accepts/;

  test.each([
    ['in CodeBuild', { CODEBUILD_BUILD_ID: 'build:1' }],
    ['in CodeBuild, whatever it is told to ask', { CODEBUILD_BUILD_ID: 'build:1', AWS_ENDPOINT_URL: 'http://proxy' }],
    ['for a command of the CDK with credentials', { CDK_DEFAULT_ACCOUNT: '111122223333' }],
    [
      'for one at an address of AWS',
      { CDK_DEFAULT_ACCOUNT: '111122223333', AWS_ENDPOINT_URL: 'https://sts.amazonaws.com' },
    ],
  ])('fail in a synthesis %s', (_, variables) => {
    expect(() => assertRealSynthesis(placeholders, variables)).toThrow(ALL);
    expect(() => assertRealSynthesis(real, variables)).not.toThrow();
  });

  test.each([
    ['of a rehearsal', { CODEBUILD_BUILD_ID: 'build:1', DELIVERY_REHEARSAL: '1', AWS_ENDPOINT_URL: 'http://[::1]:1' }],
    ['by hand', {}],
    [
      'for a command of the CDK with credentials of an emulator',
      { CDK_DEFAULT_ACCOUNT: '1', AWS_ENDPOINT_URL: 'http://[::1]:1' },
    ],
  ])('are taken by a synthesis %s', (_, variables) => {
    expect(() => assertRealSynthesis(placeholders, variables)).not.toThrow();
  });

  test.each([
    [['--account', '222222222222'], /^222222222222 is a placeholder/],
    [
      ['--role-arn', 'arn:aws:iam::111111111111:role/r', '--bucket', 'b-333333333333-x'],
      /^111111111111, 333333333333 are/,
    ],
  ])('fail in the arguments %j', (argv, message) => {
    expect(() => assertRealArguments(argv, undefined)).toThrow(message);
    expect(() => assertRealArguments(argv, 'http://localhost:5000')).not.toThrow();
  });

  test('are no part of a longer number or of a hash', () => {
    const argv = ['--account', '123456789012', '--commit', 'a111111111111', '--build', '2222222222222'];
    expect(() => assertRealArguments(argv, undefined)).not.toThrow();
  });
});

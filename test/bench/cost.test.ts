import { expect, test } from '@jest/globals';
import { costDocument } from '../../bench/cost';

test('an endpoint costs once per zone, a gateway endpoint nothing, a key more after its rotations', () => {
  const endpoint = (type: string, ...zones: readonly string[]) => ({
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: { VpcEndpointType: type, SubnetIds: zones },
  });
  const template = {
    Resources: {
      A: endpoint('Interface', 'a', 'b', 'c'),
      B: endpoint('Interface', 'a'),
      C: endpoint('Gateway'),
      D: { Type: 'AWS::KMS::Key' },
      E: { Type: 'AWS::S3::Bucket' },
      F: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: 'trail',
          LifecycleConfiguration: {
            Rules: [{ ExpirationInDays: 365, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
          },
        },
      },
    },
  };
  const document = costDocument({ dev: [template] });
  expect(document).toContain('| `AWS::EC2::VPCEndpoint` | 4 × interface endpoint and zone | 29.20 | 29.20 |');
  expect(document).toContain('| `AWS::KMS::Key` | 1 × key | 1.00 | 3.00 |');
  expect(document).toContain('| **all** | | **30.20** | **32.20** |');
  expect(document).not.toContain('S3::Bucket');
  expect(document).toContain('| dev | `named by AWS` | until somebody deletes it | for good |');
  expect(document).toContain('| dev | `trail` | 365 | 30 |');
});

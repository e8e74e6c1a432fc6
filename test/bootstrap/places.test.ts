import { describe, expect, test } from '@jest/globals';
import { bootstrapPlaces, placeName } from '../../lib/bootstrap/places';

const tools = { account: '111111111111', region: 'us-east-1' };
const dev = { account: '222222222222', region: 'us-east-1' };
const far = { account: '333333333333', region: 'eu-west-1' };
const role = (purpose: string, application = 'zero-trust-delivery') =>
  `arn:aws:iam::111111111111:role/${application}-${purpose}-us-east-1`;

describe('the places of a bootstrap', () => {
  test('are the targets, each once, then the other regions of the tools account, and the tools account last', () => {
    const places = bootstrapPlaces({ application: 'claims', tools, targets: [far, dev, far] });
    expect(places.map(placeName)).toEqual([
      'aws://333333333333/eu-west-1',
      'aws://222222222222/us-east-1',
      'aws://111111111111/eu-west-1',
      'aws://111111111111/us-east-1',
    ]);
  });

  test('let the pipeline deploy and its asset build publish in targets, its self-update both in the tools account', () => {
    const [target, region, last] = bootstrapPlaces({ application: 'zero-trust-delivery', tools, targets: [far] });
    const nobody = { 'image-publishing': [], lookup: [] };
    expect(target?.users).toEqual({ deploy: [role('pipeline')], 'file-publishing': [role('assets')], ...nobody });
    const own = { deploy: [role('self-update')], 'file-publishing': [role('self-update')], ...nobody };
    expect([region?.users, last?.users]).toEqual([own, own]);
  });

  test('let both in where the tools account is a target, too', () => {
    const [only, ...more] = bootstrapPlaces({ application: 'claims', tools, targets: [tools] });
    expect(more).toEqual([]);
    expect(only?.users.deploy).toEqual([role('pipeline', 'claims'), role('self-update', 'claims')]);
    expect(only?.users['file-publishing']).toEqual([role('assets', 'claims'), role('self-update', 'claims')]);
  });

  test('name roles of the partition', () => {
    const china = { account: '111111111111', region: 'cn-north-1' };
    const [target] = bootstrapPlaces({
      application: 'claims',
      tools: china,
      targets: [{ ...dev, region: 'cn-north-1' }],
    });
    expect(target?.users.deploy).toEqual(['arn:aws-cn:iam::111111111111:role/claims-pipeline-cn-north-1']);
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { collectEvidence } from '../../../bin/collectors/evidence';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';
import { FakeCloud } from '../../rehearsal/executor/_helpers/fake-cloud';
import { pipeline } from '../../rehearsal/executor/_helpers/pipelines';

const ID = '0f0e0d0c-0000-4000-8000-000000000000';
const BUCKET = 'delivery-evidence-111111111111-us-east-1';
const tools = { account: '111111111111', region: 'us-east-1' };
const access = { region: tools.region, credentials: { accessKeyId: tools.account, secretAccessKey: 'test' } };
const ENVELOPE = JSON.stringify({ signatures: [{ keyid: 'abc', sig: '' }] });

const bucketWith = (objects: Readonly<Record<string, string>>): FakeCloud => {
  const cloud = new FakeCloud(pipeline([]));
  for (const [key, text] of Object.entries(objects)) {
    const body = Buffer.from(text);
    cloud.objects.set(`${BUCKET}/${key}`, { body, encryption: undefined, by: 'somebody' });
  }
  cloud.listKeys = async (_access, bucket, prefix) =>
    [...cloud.objects.keys()]
      .filter((key) => key.startsWith(`${bucket}/${prefix}`))
      .map((key) => key.slice(bucket.length + 1));
  return cloud;
};

const collect = (cloud: FakeCloud, record: string, pipelineName = 'delivery') =>
  collectEvidence({ cloud, access, tools, pipelineName, pipelineExecutionId: ID, record });

describe('the evidence of a rehearsed release', () => {
  test('is a bundle in its record, with its key beside it', async () => {
    const record = temporaryDirectory();
    const objects = { [`releases/${ID}/build/source.zip`]: 'zip', [`releases/${ID}/statement.dsse.json`]: ENVELOPE };
    const cloud = bucketWith({ ...objects, 'keys/abc.pem': 'PEM', 'releases/other/x.json': 'other' });
    expect(await collect(cloud, record)).toBe('closed');
    expect(readFileSync(join(record, 'evidence/build/source.zip'), 'utf8')).toBe('zip');
    expect(readFileSync(join(record, 'evidence.public-key.pem'), 'utf8')).toBe('PEM');
    expect(existsSync(join(record, 'evidence/x.json'))).toBe(false);
  });

  test('is awaited until the release is closed', async () => {
    const cloud = bucketWith({ 'keys/abc.pem': 'PEM' });
    const list = cloud.listKeys;
    let asked = 0;
    cloud.listKeys = async (...given) => {
      asked += 1;
      if (asked === 2) {
        const body = Buffer.from(ENVELOPE);
        cloud.objects.set(`${BUCKET}/releases/${ID}/statement.dsse.json`, {
          body,
          encryption: undefined,
          by: 'closer',
        });
      }
      return list(...given);
    };
    expect([await collect(cloud, temporaryDirectory()), asked]).toEqual(['closed', 2]);
  });

  test('is absent where an app keeps none', async () => {
    const cloud = bucketWith({});
    cloud.listKeys = async () => {
      throw Object.assign(new Error('The specified bucket does not exist'), { name: 'NoSuchBucket' });
    };
    expect(await collect(cloud, temporaryDirectory())).toBe('absent');
    expect(await collect(bucketWith({}), temporaryDirectory(), 'My_Pipeline@Home')).toBe('absent');
  });

  test.each(['../../x', '/x', 'a//b', './x', 'a\0b', 'a\\b', 'x\u001b[2J', 'x'.repeat(1100)])(
    'is refused where it holds %j: nothing is written',
    async (name) => {
      const record = join(temporaryDirectory(), 'record', ID);
      const statement = { [`releases/${ID}/statement.dsse.json`]: ENVELOPE, 'keys/abc.pem': 'PEM' };
      const cloud = bucketWith({ ...statement, [`releases/${ID}/${name}`]: 'text' });
      await expect(collect(cloud, record)).rejects.toThrow(/^the release left ".*" in .*, which is no part/);
      expect(existsSync(record)).toBe(false);
    },
  );
});

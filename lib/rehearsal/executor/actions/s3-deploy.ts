import { mkdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { filesBelow, unzip } from '../artifacts/archive';
import { contentTypeOf } from './content-type';
import type { Handler } from './handler';

/**
 * Puts an artifact into a bucket, whole or file by file.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3Deploy.html
 */
export const s3Deploy: Handler = {
  async run({ action, access, cloud, configuration, exchange, directory, log }) {
    const { BucketName: bucket = '', Extract, ObjectKey: objectKey } = configuration;
    const { KMSEncryptionKeyARN: kmsKeyId, CannedACL: acl, CacheControl: cacheControl } = configuration;
    const settings = { ...(kmsKeyId && { kmsKeyId }), ...(acl && { acl }), ...(cacheControl && { cacheControl }) };
    const archive = await exchange.fetch(access, action.inputs[0] ?? '');
    const put = async (key: string, body: Buffer): Promise<void> => {
      const contentType = contentTypeOf(key);
      await cloud.putFile(access, { bucket, key }, body, { ...settings, ...(contentType && { contentType }) });
      log(`s3://${bucket}/${key}`);
    };
    if (Extract !== 'true') {
      await put(objectKey ?? '', archive);
      return { status: 'Succeeded', summary: `s3://${bucket}/${objectKey}` };
    }
    const files = join(directory, 'files');
    await mkdir(files);
    await unzip(archive, files);
    const all = await filesBelow(files);
    for (const { path, name } of all) await put(posix.join(objectKey ?? '', name), await readFile(path));
    return { status: 'Succeeded', summary: `${all.length} files in s3://${bucket}` };
  },
};

import type { PageWalk } from './page-walk';
import { expectStatus } from './templates';
import { PROD, REGION, type World } from './world';

const BUCKET = `data-prod-${PROD}-${REGION}`;
const OBJECT = ['--bucket', BUCKET, '--key', 'processed/kept.ndjson'] as const;
const KEY = ['kms', 'describe-key', '--query', 'KeyMetadata.Arn', '--output', 'text', '--key-id'] as const;

/** Under which key an object lies, and that it can be read. */
const keyOfObject = (world: World) =>
  world.aws(PROD, 's3api', 'head-object', ...OBJECT, '--query', 'SSEKMSKeyId', '--output', 'text');

const remove = async (world: World, stack: string): Promise<void> => {
  const named = ['--stack-name', stack];
  await world.aws(
    PROD,
    'cloudformation',
    'update-termination-protection',
    ...named,
    '--no-enable-termination-protection',
  );
  await world.aws(PROD, 'cloudformation', 'delete-stack', ...named);
  await world.aws(PROD, 'cloudformation', 'wait', 'stack-delete-complete', ...named);
};

let before: string;

/** prod's stacks are deleted, and released again: by their names the data is found, under its own keys. */
export const RETAINED: PageWalk = {
  heading: 'An environment is made again under retained names',
  account: PROD,
  async plant(world) {
    await world.live('prod');
    before = await world.aws(PROD, ...KEY, 'alias/data-data-prod');
    const encrypted = ['--server-side-encryption', 'aws:kms', '--ssekms-key-id', before];
    await world.aws(PROD, 's3api', 'put-object', ...OBJECT, ...encrypted);
    await remove(world, 'validation-access-prod');
    await remove(world, 'data-prod');
    const again = await world.release('prod').then(
      () => 'it can be released again',
      (error: Error) => error.message,
    );
    if (!/exist/.test(again)) throw new Error(`nothing is in the way: ${again}`);
    return { STACK: 'data-prod', ENVIRONMENT: 'prod' };
  },
  seen: /data-prod[\s\S]*DELETE_SKIPPED/,
  async cured(world) {
    await expectStatus(world, PROD, 'data-prod', 'IMPORT_COMPLETE');
    await world.release('prod');
    await expectStatus(world, PROD, 'data-prod', 'UPDATE_COMPLETE');
    const now = await world.aws(PROD, ...KEY, 'alias/data-data-prod');
    if (now !== before || (await keyOfObject(world)) !== before)
      throw new Error(`the data is under ${before}, and not ${now}`);
    await world.aws(PROD, 's3api', 'get-object', ...OBJECT, '/dev/null');
  },
};

import type { PageWalk } from './page-walk';
import { DEV, REGION, type World } from './world';

const SECRET = 'data-processing/key-ring-dev';
const ALIAS = 'alias/data-data-dev';
const keyOf = (world: World, alias: string) =>
  world.aws(DEV, 'kms', 'describe-key', '--key-id', alias, '--query', 'KeyMetadata.KeyId', '--output', 'text');
const validate = (world: World, check: string) =>
  world.run(DEV, `bin/delivery validate --environment dev --check ${check}`);
/** @throws {Error} when a validation does not see the symptom */
const expectFinding = async (world: World, check: string): Promise<void> => {
  const { code, output } = await validate(world, check);
  if (code !== 1) throw new Error(`${check} finds nothing: ${output}`);
};
const expectHealthy = async (world: World, check: string): Promise<void> => {
  await world.succeed(DEV, `bin/delivery validate --environment dev --check ${check}`);
};

/** Once a key that somebody has disabled, once one that somebody has scheduled for deletion. */
export const KEY: PageWalk = {
  heading: 'A key is disabled or about to be deleted',
  account: DEV,
  async plant(world) {
    await world.live('dev');
    const key = await keyOf(world, ALIAS);
    await world.aws(DEV, 'kms', 'disable-key', '--key-id', key);
    await expectFinding(world, 'key-state');
    return { ALIAS, KEY: key, ENVIRONMENT: 'dev' };
  },
  seen: /Disabled/,
  before: {
    1: async (world) => {
      await expectHealthy(world, 'key-state');
      const key = await keyOf(world, ALIAS);
      await world.aws(DEV, 'kms', 'schedule-key-deletion', '--key-id', key);
      await expectFinding(world, 'key-state');
    },
  },
  cured: (world) => expectHealthy(world, 'key-state'),
};

/** The version of the key ring that has a label. */
const versionOf = (world: World, label: string) =>
  world.aws(
    DEV,
    ...['secretsmanager', 'list-secret-version-ids', '--secret-id', SECRET, '--include-deprecated'],
    ...['--output', 'text', '--query', `Versions[?contains(VersionStages,'${label}')].VersionId`],
  );

/** Somebody has written a value by hand that is no key ring, so the function cannot make the next one. */
export const ROTATION: PageWalk = {
  heading: 'A rotation failed',
  account: DEV,
  async plant(world) {
    await world.live('dev');
    await world.aws(DEV, 'secretsmanager', 'put-secret-value', '--secret-id', SECRET, '--secret-string', 'no ring');
    await world.tryAws(DEV, 'secretsmanager', 'rotate-secret', '--secret-id', SECRET);
    const VERSION = await versionOf(world, 'AWSPENDING');
    return { SECRET, VERSION, FUNCTION: 'rotate-key-ring-dev', ENVIRONMENT: 'dev' };
  },
  seen: /AWSPENDING[\s\S]*Error/,
  before: {
    0: async (world) => {
      const [before, now] = [await versionOf(world, 'AWSPREVIOUS'), await versionOf(world, 'AWSCURRENT')];
      const asked = ['secretsmanager', 'update-secret-version-stage', '--secret-id', SECRET, '--version-stage'];
      const moved = ['--move-to-version-id', before, '--remove-from-version-id', now];
      await world.aws(DEV, ...asked, 'AWSCURRENT', ...moved);
    },
  },
  async cured(world) {
    await expectHealthy(world, 'secret-versions');
    await expectHealthy(world, 'secrets-rotate');
  },
};

const TRAIL = `data-trail-dev-${REGION}`;

export const TRAIL_STOPPED: PageWalk = {
  heading: 'A trail stopped',
  account: DEV,
  async plant(world) {
    await world.live('dev');
    await world.aws(DEV, 'cloudtrail', 'stop-logging', '--name', TRAIL);
    await expectFinding(world, 'trail-logging');
    return { TRAIL, ENVIRONMENT: 'dev' };
  },
  seen: /false/i,
  cured: (world) => expectHealthy(world, 'trail-logging'),
};

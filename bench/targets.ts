import { cpSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeliveryConfigInput } from '../lib/config';
import config from '../test/_fixtures/delivery-config';
import { APP_SOURCES } from '../test/_helpers/app-sources';

/** The configuration of the tests with so many targets, spread over its environments, each in an account of its own. */
export const configOf = (targets: number): DeliveryConfigInput => {
  const { environments } = config;
  const all = Array.from({ length: targets }, (_, index) => ({
    account: String(200_000_000_000 + index),
    region: 'us-east-1',
    cidr: `10.${index + 1}.0.0/16`,
    zones: ['us-east-1a', 'us-east-1b'],
  }));
  return {
    ...config,
    environments: environments.map((environment, position) => ({
      ...environment,
      targets: all.filter((_, index) => index % environments.length === position),
    })),
  };
};

/** A copy of a checkout whose configuration has so many targets, in a directory of its own, which it answers. */
export const checkoutWith = (targets: number, root: string): string => {
  const directory = mkdtempSync(join(tmpdir(), `bench-${targets}-`));
  for (const source of [...APP_SOURCES, 'bench'])
    cpSync(join(root, source), join(directory, source), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(
    join(directory, 'delivery.config.ts'),
    `export default ${JSON.stringify(configOf(targets), undefined, 2)};\n`,
  );
  return directory;
};

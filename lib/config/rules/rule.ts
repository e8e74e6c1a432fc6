import type { Problem } from '../problem';
import type { ReadConfig } from '../schema';

/** What several fields of a configuration must hold together. Rules meet values that the schema refused, too. */
export type ConfigRule = (config: ReadConfig) => readonly Problem[];

type Environment = ReadConfig['environments'][number];

/** A target and where it stands. */
export interface PlacedTarget {
  readonly environment: Environment;
  readonly target: Environment['targets'][number];
  readonly path: readonly PropertyKey[];
}

/** All targets of all environments, in order. */
export const targetsOf = (config: Pick<ReadConfig, 'environments'>): readonly PlacedTarget[] =>
  config.environments.flatMap((environment, index) =>
    environment.targets.map((target, position) => ({
      environment,
      target,
      path: ['environments', index, 'targets', position],
    })),
  );

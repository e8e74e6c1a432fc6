/**
 * An environment with many targets is deployed in waves, each a stage of the pipeline: `prod`, `prod.2`, `prod.3`. The first
 * has the environment's name, so that adding targets renames nothing.
 *
 * @param index from 0
 */
export const waveName = (environment: string, index: number): string =>
  index === 0 ? environment : `${environment}.${index + 1}`;

/** The environment of which a stage of the pipeline is a wave; the CDK's own splitting calls them `prod.1`, `prod.2`, too. */
export const environmentOfWave = (stageName: string): string => stageName.replace(/\.\d+$/, '');

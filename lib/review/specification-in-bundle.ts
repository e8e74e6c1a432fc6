import { gunzipSync } from 'node:zlib';
import { emptyDatabase, type SpecDatabase } from '@aws-cdk/service-spec-types';
import database from '../../node_modules/@aws-cdk/aws-service-spec/db.json.gz';

/**
 * Stands for `@aws-cdk/aws-service-spec` in the bundle: the package reads its database from a file beside itself, and a
 * bundle has nothing beside it. `npm run bundle` puts the file's bytes into the program instead.
 */
export const loadAwsServiceSpecSync = (): SpecDatabase => {
  const specification = emptyDatabase();
  specification.load(JSON.parse(gunzipSync(database).toString('utf8')));
  return specification;
};

import { type JsonObject, objectAt } from '../../ground/json';

/** Keys under which asset manifests publish what lies beside their templates. */
export const publishedBy = (manifests: readonly JsonObject[]): ReadonlySet<string> =>
  new Set(
    manifests
      .flatMap(({ files }) => Object.values(objectAt(files)))
      .flatMap((file) => Object.values(objectAt(objectAt(file)['destinations'])))
      .map((destination) => String(objectAt(destination)['objectKey'])),
  );

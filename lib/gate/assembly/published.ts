import { type JsonObject, objectAt } from '../../ground/json';
import type { Publication } from '../templates/template';

/** What asset manifests publish, once for each place it goes to. */
export const publishedBy = (manifests: readonly JsonObject[]): readonly Publication[] =>
  manifests.flatMap(({ files, dockerImages: images }) => [
    ...destinationsOf(files).map(
      ({ source, to }): Publication => ({
        kind: 'file',
        key: String(to['objectKey']),
        source,
        bucket: to['bucketName'],
        role: to['assumeRoleArn'],
      }),
    ),
    ...destinationsOf(images).map(
      ({ source, to }): Publication => ({
        kind: 'image',
        key: String(to['imageTag']),
        source,
        bucket: to['repositoryName'],
        role: to['assumeRoleArn'],
      }),
    ),
  ]);

const destinationsOf = (assets: unknown) =>
  Object.values(objectAt(assets)).flatMap((asset) => {
    const { source, destinations } = objectAt(asset);
    return Object.values(objectAt(destinations)).map((to) => ({ source: objectAt(source), to: objectAt(to) }));
  });

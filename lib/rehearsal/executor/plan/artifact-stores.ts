import type { PipelineDeclaration } from '../cloud/cloud';
import { Failure } from '../failure';
import type { ArtifactStore } from './plan';

/** Artifact stores by region. */
export type ArtifactStores = ReadonlyMap<string, ArtifactStore>;

type DeclaredStore = NonNullable<PipelineDeclaration['artifactStore']>;

/** Reads `artifactStore` (the pipeline's own region) or `artifactStores` (one per region). */
export const readStores = (declaration: PipelineDeclaration, region: string): ArtifactStores => {
  const declared: readonly (readonly [string, DeclaredStore])[] =
    declaration.artifactStore === undefined
      ? Object.entries(declaration.artifactStores ?? {})
      : [[region, declaration.artifactStore]];
  if (declared.length === 0) throw new Failure(`pipeline ${declaration.name} has no artifact store`);
  return new Map(declared.map(([where, store]) => [where, readStore(where, store)]));
};

const readStore = (region: string, { type, location, encryptionKey }: DeclaredStore): ArtifactStore => {
  if (type !== 'S3' || location === undefined) {
    throw new Failure(`the artifact store of ${region} must be an S3 bucket, got ${type} ${location}`);
  }
  return { region, bucket: location, ...(encryptionKey?.id === undefined ? {} : { kmsKeyId: encryptionKey.id }) };
};

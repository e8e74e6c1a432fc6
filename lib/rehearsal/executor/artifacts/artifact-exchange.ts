import { randomBytes } from 'node:crypto';
import type { Access, ExecutorCloud, ObjectLocation, Permission, SigningCredentials } from '../cloud/cloud';
import { Failure } from '../failure';
import type { ArtifactStores } from '../plan/artifact-stores';
import type { ArtifactStore } from '../plan/plan';

/** Where an artifact lies, by region. */
type Copies = Map<string, Promise<ObjectLocation>>;

/**
 * The artifacts of one attempt of an execution: zip objects in the pipeline's buckets.
 *
 * An action in another region reads a copy in that region's bucket, which the pipeline makes as its own role.
 */
export class ArtifactExchange {
  private readonly artifacts = new Map<string, Copies>();
  private readonly revisions = new Map<string, string>();
  private readonly clones = new Map<string, readonly Permission[]>();

  constructor(
    private readonly cloud: ExecutorCloud,
    private readonly pipelineName: string,
    private readonly stores: ArtifactStores,
    private readonly pipelineCredentials: () => Promise<SigningCredentials>,
  ) {}

  /** The buckets that artifacts lie in. */
  get buckets(): readonly string[] {
    return [...this.stores.values()].map(({ bucket }) => bucket);
  }

  /** Makes an artifact known: puts its bytes into the bucket of the access's region. */
  async publish(access: Access, artifactName: string, archive: Buffer): Promise<ObjectLocation> {
    const store = this.store(access.region);
    const at = this.newLocation(store, artifactName);
    await this.cloud.putObject(access, at, archive, encryptionOf(store));
    this.artifacts.set(artifactName, new Map([[access.region, Promise.resolve(at)]]));
    return at;
  }

  /** Where somebody else is to put an artifact. */
  place(artifactName: string, region: string): ObjectLocation {
    return this.newLocation(this.store(region), artifactName);
  }

  /** The key of a region's bucket, where it has one of its own. */
  encryptionKey(region: string): string | undefined {
    return this.store(region).kmsKeyId;
  }

  /** Remembers the commit that an artifact of a source is. */
  revised(artifactName: string, commitId: string): void {
    this.revisions.set(artifactName, commitId);
  }

  /** The commit that an artifact is; undefined for what no source has made. */
  revisionOf(artifactName: string): string | undefined {
    return this.revisions.get(artifactName);
  }

  /** Remembers what a build needs for the source that an artifact is a clone of. */
  cloned(artifactName: string, needed: readonly Permission[]): void {
    this.clones.set(artifactName, needed);
  }

  /** What a build needs for an artifact, besides reading it. */
  neededFor(artifactName: string): readonly Permission[] {
    return this.clones.get(artifactName) ?? [];
  }

  /** Makes an artifact known that lies there from an earlier execution. */
  adopt(artifactName: string, region: string, at: ObjectLocation): void {
    this.artifacts.set(artifactName, new Map([[region, Promise.resolve(at)]]));
  }

  /** Where an artifact can be read in a region. */
  async locate(artifactName: string, region: string): Promise<ObjectLocation> {
    const copies = this.artifacts.get(artifactName);
    const [first] = copies ?? [];
    if (copies === undefined || first === undefined) {
      throw new Failure(`artifact ${artifactName} does not exist: the action that makes it made nothing`);
    }
    const known = copies.get(region);
    if (known !== undefined) return known;
    const copy = this.copy(artifactName, first, region);
    copies.set(region, copy);
    return copy;
  }

  /** An artifact's bytes, read as the given role in the given region. */
  async fetch(access: Access, artifactName: string): Promise<Buffer> {
    return this.cloud.getObject(access, await this.locate(artifactName, access.region));
  }

  /** Puts a file beside the artifacts as the pipeline's own role, for a service that reads it there. */
  async lay(region: string, name: string, body: Buffer): Promise<ObjectLocation> {
    const store = this.store(region);
    const at = this.newLocation(store, name);
    await this.cloud.putObject(
      { credentials: await this.pipelineCredentials(), region },
      at,
      body,
      encryptionOf(store),
    );
    return at;
  }

  private async copy(
    artifactName: string,
    [from, location]: readonly [string, Promise<ObjectLocation>],
    to: string,
  ): Promise<ObjectLocation> {
    const credentials = await this.pipelineCredentials();
    const archive = await this.cloud.getObject({ credentials, region: from }, await location);
    return this.lay(to, artifactName, archive);
  }

  private store(region: string): ArtifactStore {
    const store = this.stores.get(region);
    if (store === undefined) throw new Failure(`pipeline ${this.pipelineName} has no artifact store in ${region}`);
    return store;
  }

  /** Keys have CodePipeline's form: both names shortened, then something random. */
  private newLocation(store: ArtifactStore, name: string): ObjectLocation {
    const key = `${this.pipelineName.slice(0, 20)}/${name.slice(0, 10)}/${randomBytes(5).toString('base64url')}`;
    return { bucket: store.bucket, key };
  }
}

const encryptionOf = ({ kmsKeyId }: ArtifactStore): { readonly kmsKeyId?: string } =>
  kmsKeyId === undefined ? {} : { kmsKeyId };

/** What is known of an object without reading it. */
export interface StoredObject {
  readonly versionId: string | undefined;
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An object to be written. */
export interface NewObject {
  readonly key: string;
  readonly body: AsyncIterable<string>;
  readonly metadata: Readonly<Record<string, string>>;
  /** ETag of the version it replaces; undefined: there must be none. A write that meets anything else is refused. */
  readonly replaces: string | undefined;
}

/** The data bucket. */
export interface ObjectStore {
  /** The newest version of an object; undefined when there is none or it is deleted. */
  head(key: string): Promise<StoredObject | undefined>;
  /** The bytes of one version; asked for when the first is taken. */
  read(key: string, versionId: string): AsyncIterable<Uint8Array>;
  /** Writes in a stream. The object appears when the body has ended, whole; if the body throws, nothing appears. */
  write(object: NewObject): Promise<void>;
}

/** What Secrets Manager knows of a secret without showing it. */
export interface SecretState {
  readonly rotationEnabled: boolean;
  /** Staging labels by version id. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

/** The labels Secrets Manager itself gives meaning to. */
export type Stage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

/** Secrets Manager, as far as a rotation needs it. */
export interface SecretStore {
  describe(secretId: string): Promise<SecretState>;
  /** The value of the version with this label, and of this id if one is given; undefined when there is none or it has no value yet. */
  read(secretId: string, stage: Stage, versionId?: string): Promise<string | undefined>;
  /** Gives the version its value and the label AWSPENDING. */
  putPending(secretId: string, versionId: string, value: string): Promise<void>;
  /** Moves AWSCURRENT; refused when `from` does not carry it any more. */
  moveCurrent(secretId: string, from: string | undefined, to: string): Promise<void>;
  /** Takes AWSPENDING off a version. */
  clearPending(secretId: string, versionId: string): Promise<void>;
}

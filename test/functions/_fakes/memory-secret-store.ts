import type { SecretState, SecretStore, Stage } from '../../../functions/rotate-key-ring/secret-store';

interface Version {
  readonly stages: readonly string[];
  readonly value?: string;
}

/** One secret with its versions; labels move as Secrets Manager moves them. A step can be interrupted before or after any call. */
export class MemorySecretStore implements SecretStore {
  rotationEnabled = true;
  readonly calls: string[] = [];
  /** The call, counted from 1, that ends in an error, before or after it took effect. */
  interruption: { readonly call: number; readonly when: 'before' | 'after' } | undefined;
  #versions: Readonly<Record<string, Version>> = {};

  constructor(value: string) {
    this.#versions = { v0: { stages: ['AWSCURRENT'], value } };
  }

  /** What RotateSecret does before it calls the function: an empty version labelled AWSPENDING. */
  beginRotation(versionId: string): void {
    this.#unlabel('AWSPENDING');
    this.#versions = { ...this.#versions, [versionId]: { stages: ['AWSPENDING'] } };
  }

  /** Puts a version from outside, and AWSCURRENT on it. */
  makeCurrent(versionId: string, value?: string): void {
    if (value !== undefined) this.#versions = { ...this.#versions, [versionId]: { stages: [], value } };
    this.#moveCurrent(versionId);
  }

  /** The value under a label. */
  value(stage: Stage): string | undefined {
    return Object.values(this.#versions).find(({ stages }) => stages.includes(stage))?.value;
  }

  stages(versionId: string): readonly string[] {
    return this.#versions[versionId]?.stages ?? [];
  }

  describe(): Promise<SecretState> {
    const versions = Object.fromEntries(Object.entries(this.#versions).map(([id, { stages }]) => [id, stages]));
    return this.#call('describe', () => ({ rotationEnabled: this.rotationEnabled, versions }));
  }

  read(_: string, stage: Stage, versionId?: string): Promise<string | undefined> {
    return this.#call(`read ${stage}`, () => {
      const found = Object.entries(this.#versions).find(
        ([id, { stages }]) => stages.includes(stage) && (versionId ?? id) === id,
      );
      return found?.[1].value;
    });
  }

  putPending(_: string, versionId: string, value: string): Promise<void> {
    return this.#call('putPending', () => {
      const before = this.#versions[versionId];
      if (before?.value !== undefined && before.value !== value) throw new Error('ResourceExistsException');
      this.#unlabel('AWSPENDING');
      const stages = [...(before?.stages ?? []).filter((stage) => stage !== 'AWSPENDING'), 'AWSPENDING'];
      this.#versions = { ...this.#versions, [versionId]: { stages, value } };
    });
  }

  moveCurrent(_: string, from: string | undefined, to: string): Promise<void> {
    return this.#call('moveCurrent', () => {
      if (from === undefined || !this.stages(from).includes('AWSCURRENT')) throw new Error('InvalidParameterException');
      this.#moveCurrent(to);
    });
  }

  clearPending(_: string, versionId: string): Promise<void> {
    return this.#call('clearPending', () => {
      if (!this.stages(versionId).includes('AWSPENDING')) throw new Error('InvalidParameterException');
      this.#unlabel('AWSPENDING');
    });
  }

  #moveCurrent(to: string): void {
    const from = Object.keys(this.#versions).find((id) => this.stages(id).includes('AWSCURRENT'));
    this.#unlabel('AWSCURRENT');
    this.#unlabel('AWSPREVIOUS');
    if (from !== undefined) this.#label(from, 'AWSPREVIOUS');
    this.#label(to, 'AWSCURRENT');
  }

  #label(versionId: string, stage: string): void {
    this.#versions = {
      ...this.#versions,
      [versionId]: { ...this.#versions[versionId], stages: [...this.stages(versionId), stage] },
    };
  }

  #unlabel(stage: string): void {
    const without = (version: Version): Version => ({
      ...version,
      stages: version.stages.filter((label) => label !== stage),
    });
    this.#versions = Object.fromEntries(Object.entries(this.#versions).map(([id, version]) => [id, without(version)]));
  }

  async #call<T>(name: string, act: () => T): Promise<T> {
    this.calls.push(name);
    const interrupted = this.interruption?.call === this.calls.length ? this.interruption.when : undefined;
    if (interrupted === 'before') throw new Error('interrupted');
    const result = act();
    if (interrupted === 'after') throw new Error('interrupted');
    return result;
  }
}

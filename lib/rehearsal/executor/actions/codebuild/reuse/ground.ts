/** By what a build runs beside its project: as far as it decides what comes out. */
export interface Ground {
  /** Versions of Node, npm and Python, by name. */
  readonly tools: Readonly<Record<string, string>>;
  /** Digest of what runs builds here, and of the emulator. */
  readonly rehearsal: string;
}

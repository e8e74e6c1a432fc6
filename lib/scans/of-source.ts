import { ACCEPTED_FILE, type Accepted } from './accepted';
import { type Scan, scanOf } from './scan';

/** Where a file of the source holds what looks like a secret; never the text itself, which logs and evidence would keep. */
export interface Suspicion {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  /** As the scanner calls it. */
  readonly kind: string;
}

/** Whether no file holds a secret, but those of which somebody has said that it is none. */
export const scanSecrets = (suspicions: readonly Suspicion[], files: number, { secrets }: Accepted): Scan => {
  if (files === 0) return scanOf('secrets', ['there is no file of a source here to look at'], '');
  const suspected = new Set(suspicions.map(({ file }) => file));
  const faults = [
    ...suspicions
      .filter(({ file }) => !Object.hasOwn(secrets, file))
      .map(
        ({ file, line, kind }) =>
          `${file}:${line} holds what looks like a secret (${kind}): take it out, and change it where it opens a door: whoever reads the repository has it; what is none is named under secrets of ${ACCEPTED_FILE}`,
      ),
    ...Object.keys(secrets)
      .filter((file) => !suspected.has(file))
      .map((file) => `${file} holds nothing that looks like a secret any more: take it out of ${ACCEPTED_FILE}`),
  ];
  return scanOf('secrets', faults, `${files} files looked at`);
};

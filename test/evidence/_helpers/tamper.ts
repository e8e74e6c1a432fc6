import { STATEMENT } from '../../../lib/contract/evidence-layout';
import { openEnvelope, type Signer, seal } from '../../../lib/evidence/dsse';
import type { Statement } from '../../../lib/evidence/statement';
import { sha256 } from '../../../lib/ground/sha256';
import { type HeldBundle, held } from './held-bundle';

/** A deep copy that may be changed. */
export type Loose<T> = T extends readonly (infer U)[]
  ? Loose<U>[]
  : T extends object
    ? { -readonly [K in keyof T]: Loose<T[K]> }
    : T;

/** A bundle with other files. */
export const withFiles = (bundle: HeldBundle, change: (files: Map<string, Buffer>) => void): HeldBundle => {
  const files = new Map(bundle.contents);
  change(files);
  return held(bundle.path, files);
};

/** A file that must be there. */
export const file = (bundle: HeldBundle, name: string): Buffer => {
  const bytes = bundle.contents.get(name);
  if (bytes === undefined) throw new Error(`the bundle has no ${name}`);
  return bytes;
};

/** With the lowest bit of one byte turned over. */
export const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};

/** The bundle with other content in one file. */
export const replaced = (bundle: HeldBundle, name: string, content: Buffer | string): HeldBundle => {
  file(bundle, name);
  return withFiles(bundle, (files) => files.set(name, Buffer.from(content)));
};

/** The envelope as JSON, to be changed at will. */
export const envelopeOf = (
  bundle: HeldBundle,
): { payloadType: string; payload: string; signatures: { keyid: string; sig: string }[] } =>
  JSON.parse(file(bundle, STATEMENT).toString());

/** The bundle with another envelope, in the form of our own. */
export const withEnvelope = (
  bundle: HeldBundle,
  change: (envelope: ReturnType<typeof envelopeOf>) => void,
): HeldBundle => {
  const envelope = envelopeOf(bundle);
  change(envelope);
  return replaced(bundle, STATEMENT, `${JSON.stringify(envelope)}\n`);
};

/** The bundle with another statement under the old signature, as who has no key can make it. */
export const withPayload = (bundle: HeldBundle, change: (statement: Loose<Statement>) => void): HeldBundle =>
  withEnvelope(bundle, (envelope) => {
    envelope.payload = Buffer.from(JSON.stringify(changed(bundle, change))).toString('base64');
  });

/** The bundle with another statement and a signature that fits, as only a deceived signer makes it. */
export const signed = async (
  bundle: HeldBundle,
  signer: Signer,
  change: (statement: Loose<Statement>) => void = () => undefined,
): Promise<HeldBundle> =>
  replaced(bundle, STATEMENT, await seal(Buffer.from(JSON.stringify(changed(bundle, change))), signer));

/** The bundle with a statement that reads otherwise, signed. */
export const signedText = async (
  bundle: HeldBundle,
  signer: Signer,
  change: (text: string) => string,
): Promise<HeldBundle> =>
  replaced(
    bundle,
    STATEMENT,
    await seal(Buffer.from(change(JSON.stringify(changed(bundle, () => undefined)))), signer),
  );

/** The bundle with other content in one part, signed as if it had always been so. */
export const signedPart = async (
  bundle: HeldBundle,
  signer: Signer,
  name: string,
  content: string,
): Promise<HeldBundle> => {
  const other = replaced(bundle, name, content);
  const before = sha256(file(bundle, name));
  const text = JSON.stringify(changed(bundle, () => undefined)).replaceAll(before, sha256(content));
  return replaced(other, STATEMENT, await seal(Buffer.from(text), signer));
};

const changed = (bundle: HeldBundle, change: (statement: Loose<Statement>) => void): Loose<Statement> => {
  const opened = openEnvelope(file(bundle, STATEMENT));
  if (typeof opened === 'string') throw new Error(opened);
  const statement: Loose<Statement> = JSON.parse(opened.payload.toString());
  change(statement);
  return statement;
};

/** The item that must be there. */
export const only = <T>(items: readonly T[], matching: (item: T) => boolean): T => {
  const found = items.filter(matching);
  const [item] = found;
  if (item === undefined || found.length > 1) throw new Error(`${found.length} items match`);
  return item;
};

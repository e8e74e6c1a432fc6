import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../ground/user-error';
import { KEPT, parseAs } from '../private-directory/mark';
import { readOrdinary, writeFirst, writeWhole } from '../process/write-whole';

/** As sessions are written. */
export const sessionSchema = z.strictObject({
  schema: z.literal(1),
  endpoint: z.string(),
  /** What the root users of its accounts sign with. */
  secret: z.string(),
  emulatorPid: z.int().positive(),
  /** Directory of the session's own files: remote, emulator state, emulator log. */
  privateDirectory: z.string(),
  tools: z.object({ account: z.string(), region: z.string() }),
  pipelineName: z.string(),
  /** As the CDK writes environments, `aws://222222222222/us-east-1`. */
  bootstrapped: z.array(z.string()),
  /** Whether stubs stand for what the emulator lacks. */
  partial: z.boolean().optional(),
});

/** An emulator that was left running with everything in it. */
export type Session = Readonly<z.infer<typeof sessionSchema>>;

/** What is remembered of a site whose emulator this process has started, or goes on with. */
export const sessionOf = (
  site: Pick<Session, 'tools' | 'pipelineName' | 'partial'> & {
    readonly endpoint: { readonly url: string; readonly secret: string };
    readonly directory: string;
    readonly bootstrapped: readonly string[];
  },
  emulatorPid: number,
): Session => ({
  schema: 1,
  endpoint: site.endpoint.url,
  secret: site.endpoint.secret,
  emulatorPid,
  privateDirectory: site.directory,
  tools: site.tools,
  pipelineName: site.pipelineName,
  bootstrapped: [...site.bootstrapped],
  ...(site.partial && { partial: true }),
});

const keptSchema = z.strictObject({ endpoint: z.string(), records: z.string() });

/** What a private directory says of the session that keeps its emulator. */
export type Kept = Readonly<z.infer<typeof keptSchema>>;

/** Only its owner may read it: whoever can read a session can use the emulator. */
export const PRIVATE = 0o600;

/** The file of an app's kept session. */
export const sessionFile = (records: string): string => join(records, 'session.json');

/** Where the kept emulators of an app write down what becomes of executions; the next one goes on with it. */
export const historyFile = (records: string): string => join(records, 'executions.jsonl');

/** What the session's file of an app says; undefined where it says nothing that makes sense, or is no file of its own. */
export const readSession = (records: string): Session | undefined =>
  parseAs(readOrdinary(sessionFile(records)), sessionSchema);

/** What keeps the emulator of a private directory; undefined where nothing does. */
export const readKept = (privateDirectory: string): Kept | undefined =>
  parseAs(readOrdinary(join(privateDirectory, KEPT)), keptSchema);

/**
 * Remembers a session for the next rehearsal and for `bin/delivery down`, and lets its emulator outlive this process:
 * from now on, and not a moment earlier. False where another session is remembered already; then nothing is kept.
 */
export const keepSession = (records: string, session: Session): boolean => {
  if (!writeFirst(sessionFile(records), textOf(session), PRIVATE)) return false;
  const history = historyFile(records);
  // An app may bring a link from elsewhere, through which the emulator would not write.
  if (lstatSync(history, { throwIfNoEntry: false })?.isFile() === false) rmSync(history, { recursive: true });
  const kept: Kept = { endpoint: session.endpoint, records };
  if (!writeFirst(join(session.privateDirectory, KEPT), textOf(kept), PRIVATE)) {
    throw new Error(`${session.privateDirectory} is kept already, by another session`);
  }
  return true;
};

/** Writes down what has changed in a session, where it is still the one that is remembered. */
export const updateSession = (records: string, session: Session): void => {
  if (readSession(records)?.privateDirectory !== session.privateDirectory) return;
  writeWhole(sessionFile(records), textOf(session), PRIVATE);
};

/** Forgets the session of an app, whatever its file is. */
export const forgetSession = (records: string): void => rmSync(sessionFile(records), { recursive: true, force: true });

/**
 * An emulator puts stubs into every deployment, or into none.
 *
 * @throws {UserError} when a rehearsal asks a kept one for the other
 */
export const refuseOtherStubs = ({ endpoint, partial = false }: Session, asked = false): void => {
  if (partial === asked) return;
  throw new UserError(
    partial
      ? `the kept emulator at ${endpoint} was started with --partial and has stubs for what it lacks: say --partial too, or end it with bin/delivery down`
      : `the kept emulator at ${endpoint} was started without --partial and makes no stubs: leave it out, or end it with bin/delivery down`,
  );
};

/** What is written. */
export const textOf = (document: Session | Kept): string => `${JSON.stringify(document, undefined, 2)}\n`;

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { answers } from './endpoint';
import { endProcess, isAlive } from './process/end-group';
import { RECORDS } from './record/record';

const sessionSchema = z.strictObject({
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
});

/** An emulator that was left running with everything in it. */
export type Session = Readonly<z.infer<typeof sessionSchema>>;

const fileIn = (records: string): string => join(records, 'session.json');

/** The kept session of an app, alive or not; undefined where there is none. */
export function readSession(records: string): Session | undefined {
  const file = fileIn(records);
  if (!existsSync(file)) return undefined;
  return sessionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Remembers a session for the next rehearsal and for `bin/delivery down`. */
export function writeSession(records: string, session: Session): void {
  writeFileSync(fileIn(records), `${JSON.stringify(session, undefined, 2)}\n`);
}

/** Forgets the session and removes its files. */
export function removeSession(records: string, session: Session): void {
  rmSync(session.privateDirectory, { recursive: true, force: true });
  rmSync(fileIn(records), { force: true });
}

/** True when the session's emulator runs and answers. */
export async function sessionAnswers(session: Session): Promise<boolean> {
  if (!isAlive(session.emulatorPid)) return false;
  return answers(session.endpoint);
}

const END_MILLISECONDS = 10_000;

/** Ends the kept emulator of an app and removes its files; answers what was ended, undefined where nothing was kept. */
export async function endSession(appDirectory: string): Promise<Session | undefined> {
  const records = join(resolve(appDirectory), RECORDS);
  const session = readSession(records);
  if (session === undefined) return undefined;
  // A process id may belong to somebody else by now: only an emulator that answers is ended.
  if (await sessionAnswers(session)) await endProcess(session.emulatorPid, END_MILLISECONDS);
  removeSession(records, session);
  return session;
}

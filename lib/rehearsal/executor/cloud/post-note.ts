import type { Access } from './cloud';
import type { ExecutionNote } from './execution-note';

const ANSWER_MILLISECONDS = 10_000;
/** What endpoints answer that do not know the call. */
const UNKNOWN: ReadonlySet<number> = new Set([400, 404, 405, 501]);

/**
 * Lets the endpoint's CodePipeline remember what happened and tell it on the event bus, as it would on AWS, where it runs
 * executions itself: the emulator has one call for that, which is not AWS's.
 *
 * @returns false where the endpoint knows no such call; then nobody remembers the execution there
 * @throws Error where the endpoint knows the call and refuses it
 */
export async function postNote(
  endpoint: string,
  { credentials, region }: Access,
  note: ExecutionNote,
): Promise<boolean> {
  const scope = `${credentials.accessKeyId}/20260101/${region}/codepipeline/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    // Not the execution's own signal: how an execution was stopped is to be told, too.
    signal: AbortSignal.timeout(ANSWER_MILLISECONDS),
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'CodePipeline_20150709.EmulatorNoteExecution',
      ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
    },
    body: JSON.stringify(note),
  });
  const text = await answer.text();
  if (answer.ok) return true;
  if (UNKNOWN.has(answer.status)) return false;
  throw new Error(`${endpoint} did not take the note of ${note.status}: HTTP status ${answer.status}, ${text}`);
}

import { messageOf } from '../../../ground/message-of';
import type { SdkClients } from './clients';
import type { Access, ExecutionNote } from './cloud';

const ANSWER_MILLISECONDS = 10_000;
/** What endpoints answer that do not know the call. */
const UNKNOWN: ReadonlySet<number> = new Set([400, 404, 405, 501]);

/** The part of a request that the SDK is about to sign. */
interface Unsigned {
  readonly headers: Record<string, string>;
  body: unknown;
}

/**
 * Lets the endpoint's CodePipeline remember what happened and tell it on the event bus, as it would on AWS, where it runs
 * executions itself: the emulator has one call for that, which is not AWS's and takes the place of one that is.
 *
 * @returns false where the endpoint knows no such call; then nobody remembers the execution there
 * @throws {Error} when the endpoint knows the call and refuses it
 */
export const postNote = async (clients: SdkClients, access: Access, note: ExecutionNote): Promise<boolean> => {
  const { sdk, client } = await clients.codePipeline(access);
  const command = new sdk.ListPipelinesCommand({});
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Unsigned;
      request.headers['x-amz-target'] = 'CodePipeline_20150709.EmulatorNoteExecution';
      request.body = JSON.stringify(note);
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'note' },
  );
  // Not the execution's own signal: how an execution was stopped is to be told, too.
  return client.send(command, { abortSignal: AbortSignal.timeout(ANSWER_MILLISECONDS) }).then(
    () => true,
    (error: unknown) => {
      const status = statusOf(error);
      if (status !== undefined && UNKNOWN.has(status)) return false;
      const said = messageOf(error);
      throw new Error(`the endpoint did not take the note of ${note.status}: HTTP status ${status}, ${said}`, {
        cause: error,
      });
    },
  );
};

const statusOf = (error: unknown): number | undefined =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;

import { Readable } from 'node:stream';
import { messageOf } from '../../../ground/message-of';
import type { SdkClients } from './clients';
import type { Access } from './cloud';

const ANSWER_MILLISECONDS = 60_000;
/** What endpoints answer that do not know the call. */
const UNKNOWN: ReadonlySet<number> = new Set([400, 404, 405, 501]);
/** What the emulator says where it knows a call and refuses it. */
const REFUSAL = 'AccessDeniedException';

/** The part of a request that the SDK is about to sign. */
interface Unsigned {
  readonly headers: Record<string, string>;
  body: unknown;
}

/** The part of an answer that the SDK is about to read. */
interface Unread {
  body: AsyncIterable<Uint8Array>;
}

/**
 * Makes one of the emulator's own calls, which are none of AWS's: it takes the place of a call that is.
 *
 * @returns the answer's text; undefined where the endpoint knows no such call
 * @throws {Error} when an endpoint knows it and refuses it
 */
export const emulatorCall = async (
  clients: SdkClients,
  access: Access,
  operation: string,
  input: unknown,
  // Not an execution's own signal: how an execution was stopped is to be told, too.
  abortSignal: AbortSignal = AbortSignal.timeout(ANSWER_MILLISECONDS),
): Promise<string | undefined> => {
  const { sdk, client } = await clients.codePipeline(access);
  const command = new sdk.ListPipelinesCommand({});
  let answer = '';
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Unsigned;
      request.headers['x-amz-target'] = `CodePipeline_20150709.${operation}`;
      request.body = JSON.stringify(input);
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'emulatorCall' },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      answer = await read(result.response as Unread);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'emulatorAnswer' },
  );
  return client.send(command, { abortSignal }).then(() => answer, unlessUnknown);
};

/** What an answer says; the SDK can read it afterwards. */
const read = async (response: Unread): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  response.body = Readable.from([content]);
  return content.toString();
};

/** Nothing for an endpoint that does not know the call. */
const unlessUnknown = (error: unknown): undefined => {
  const { name, $metadata } = error as { readonly name?: string; readonly $metadata?: Metadata };
  const status = $metadata?.httpStatusCode;
  if (name !== REFUSAL && status !== undefined && UNKNOWN.has(status)) return undefined;
  throw new Error(`HTTP status ${status}, ${messageOf(error)}`, { cause: error });
};

interface Metadata {
  readonly httpStatusCode?: number;
}

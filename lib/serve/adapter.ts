import type { IncomingMessage, ServerResponse } from 'node:http';
import { LARGEST_FORM } from './door/door';

/** So long the fields of a form may be on their way. */
const FORM_MILLISECONDS = 10_000;

/** The fields of a form, which are few and come at once. @throws {Error} when they do not */
export const readForm = async (request: IncomingMessage): Promise<string> => {
  const late = setTimeout(() => request.destroy(new Error('the form did not come')), FORM_MILLISECONDS);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > LARGEST_FORM) throw new Error(`a form has at most ${LARGEST_FORM} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } finally {
    clearTimeout(late);
  }
};

/** Sends what a route has answered. */
export const sendResponse = async (answer: Response, response: ServerResponse): Promise<void> => {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': String(body.length) });
  response.end(body);
};

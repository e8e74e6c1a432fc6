import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BaseEnvironment, environmentOfOurs } from './git';

/** Answers a request of git for a repository; `path` is what stands behind the repository's own address, `/info/refs`. */
export type GitOverHttp = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The head of what a CGI program answers is never longer. */
const LONGEST_HEAD = 16 * 1024;

/**
 * Git's smart protocol for one bare repository, by `git http-backend`. Whoever calls it has let the request in: everybody
 * who gets here may push.
 *
 * @see https://git-scm.com/docs/git-http-backend
 */
export const gitOverHttp =
  (base: BaseEnvironment, directory: string): GitOverHttp =>
  (path, request, response) => {
    const backend = spawn('git', ['http-backend'], {
      cwd: directory,
      env: { ...environmentOfOurs(base, directory), ...variablesOf(directory, path, request) },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    return new Promise((done, fail) => {
      backend.on('error', fail);
      backend.on('close', () => {
        if (!response.headersSent) response.writeHead(502);
        response.end(() => done());
      });
      // Who has gone away reads no answer.
      response.on('close', () => backend.kill());
      backend.stdin.on('error', () => undefined);
      request.pipe(backend.stdin);
      answerFrom(backend.stdout, response);
    });
  };

const variablesOf = (
  directory: string,
  path: string,
  { method = 'GET', headers, url = '' }: IncomingMessage,
): Readonly<Record<string, string>> => {
  const [, query = ''] = url.split('?');
  const optional = {
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    GIT_PROTOCOL: headers['git-protocol'],
  };
  return {
    GIT_PROJECT_ROOT: directory,
    GIT_HTTP_EXPORT_ALL: '1',
    // Without somebody's name it takes no push.
    REMOTE_USER: 'push',
    PATH_INFO: path,
    QUERY_STRING: query,
    REQUEST_METHOD: method,
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
    ),
  };
};

/** Takes the head off what a CGI program writes, and hands on the rest as it comes. */
const answerFrom = (stdout: NodeJS.ReadableStream, response: ServerResponse): void => {
  let head = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0 && head.length < LONGEST_HEAD) return;
    stdout.off('data', read);
    const lines = head.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n');
    const fields = lines.map(
      (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const,
    );
    const status = fields.find(([name]) => name === 'Status')?.[1] ?? (end < 0 ? '502' : '200');
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(fields.filter(([name]) => name !== 'Status' && name !== '')),
    );
    if (end >= 0) response.write(head.subarray(end + 4));
    stdout.pipe(response, { end: false });
  };
  stdout.on('data', read);
};

import type { IncomingMessage } from 'node:http';
import { isSecret, type Keys } from './keys';

/** Why a request is not answered. */
export interface Turned {
  readonly status: number;
  readonly because: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Larger forms are nobody's. */
export const LARGEST_FORM = 64 * 1024;

const FORM = 'application/x-www-form-urlencoded';

/** The name of the cookie; ports share their cookies. */
export const cookieName = (port: number): string => `delivery-${port}`;

/** Lets in who asks this server by its own name. @see https://en.wikipedia.org/wiki/DNS_rebinding */
export const isOurHost = ({ headers }: IncomingMessage, port: number): boolean =>
  headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`;

/** Lets git in, and no browser: it says who it is by name and password. Undefined where it may come in. */
export const turnedFromGit = ({ headers }: IncomingMessage, keys: Keys): Turned | undefined => {
  if (headers.origin !== undefined || headers['sec-fetch-site'] !== undefined) return NO_BROWSER;
  const [, given = ''] = /^Basic ([\w+/=]+)$/.exec(headers.authorization ?? '') ?? [];
  const [, password] = /^push:(.*)$/s.exec(Buffer.from(given, 'base64').toString('utf8')) ?? [];
  return isSecret(password, keys.push) ? undefined : NO_PASSWORD;
};

/** Lets a page's own requests in: of who has entered, from this very site. Undefined where it may come in. */
export const turnedFromPages = (request: IncomingMessage, port: number, keys: Keys): Turned | undefined => {
  const { headers, method = '' } = request;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return ELSEWHERE;
  if (!isSecret(cookieIn(headers.cookie, cookieName(port)), keys.session)) return NO_COOKIE;
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method !== 'POST')
    return { status: 405, because: `${method} is no method here`, headers: { allow: 'GET, HEAD, POST' } };
  if (headers.origin !== `http://${headers.host}`) return ELSEWHERE;
  if (headers['content-type']?.split(';')[0]?.trim() !== FORM)
    return { status: 415, because: `a form is sent as ${FORM}` };
  const length = Number(headers['content-length']);
  if (headers['transfer-encoding'] !== undefined || !Number.isInteger(length)) {
    return { status: 411, because: 'a form says how long it is' };
  }
  return length <= LARGEST_FORM ? undefined : { status: 413, because: `a form has at most ${LARGEST_FORM} bytes` };
};

/** A cookie by its name. */
const cookieIn = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split('; ')
    .find((each) => each.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const ELSEWHERE: Turned = { status: 403, because: 'this request comes from another site' };

const NO_COOKIE: Turned = {
  status: 401,
  because: 'open the address that bin/delivery serve has printed: it has the key to these pages',
};

const NO_PASSWORD: Turned = {
  status: 401,
  because: 'push to the address that bin/delivery serve has printed: it has the key to this repository',
  headers: { 'www-authenticate': 'Basic realm="delivery"' },
};

const NO_BROWSER: Turned = { status: 403, because: 'this address is for git' };

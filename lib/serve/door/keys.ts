import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Secrets of one server, each for one thing, made anew at every start. */
export interface Keys {
  /** In the address that is printed. */
  readonly enter: string;
  /** In the cookie of who has entered. */
  readonly session: string;
  /** In every form. */
  readonly form: string;
  /** The password of pushes. */
  readonly push: string;
}

export const makeKeys = (): Keys => {
  const [enter, session, form, push] = Array.from({ length: 4 }, () => randomBytes(24).toString('base64url'));
  return { enter: `${enter}`, session: `${session}`, form: `${form}`, push: `${push}` };
};

/** Compares without telling by its time how much of it is right. */
export const isSecret = (given: string | undefined, key: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(key));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

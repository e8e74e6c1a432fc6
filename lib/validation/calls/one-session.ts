import type { SessionCredentials } from '../../aws/assume-role';
import type { Clock } from '../clock';

/** A session is replaced when it has no more than this to live, in milliseconds, as the SDK does it for each client. */
const MARGIN = 300_000;

/** One session for all clients, of which each would ask for its own. A failure is told to all who wait and not kept. */
export const oneSession = (
  ask: () => Promise<SessionCredentials>,
  clock: Clock,
): (() => Promise<SessionCredentials>) => {
  let session: Promise<SessionCredentials> | undefined;
  const lasts = ({ expiration }: SessionCredentials): boolean =>
    expiration === undefined || expiration.getTime() - clock.now() > MARGIN;
  return async () => {
    const known = session;
    if (known) {
      const credentials = await known;
      if (lasts(credentials)) return credentials;
      if (session === known) session = undefined;
    }
    session ??= ask();
    const asked = session;
    try {
      return await asked;
    } catch (error) {
      if (session === asked) session = undefined;
      throw error;
    }
  };
};

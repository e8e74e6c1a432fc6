/** What an SDK's client tells of the call that it makes. */
interface CallContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

/** A step of an SDK's client, as far as it is needed here. */
type Middleware = (
  next: (args: unknown) => Promise<unknown>,
  context: CallContext,
) => (args: unknown) => Promise<unknown>;

/** An SDK's client, to which steps can be added. */
export interface Nameable {
  readonly middlewareStack: { add(middleware: Middleware, options: { readonly step: 'initialize' }): void };
}

/** What an SDK says of a call that came to nothing. */
interface Failed {
  message: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  readonly $retryable?: unknown;
}

/** Codes of services that have too many requests; botocore and the SDK try again on them. */
const THROTTLES = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|RequestThrottled)/;

/** Has a client say which call it was where a service has failed, or had too many requests: its own words do not. */
export const nameCalls = ({ middlewareStack }: Nameable): void =>
  middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error) nameCall(error, context);
        throw error;
      }
    },
    { step: 'initialize' },
  );

const nameCall = (error: Error & Partial<Failed>, { clientName = '', commandName = '' }: CallContext): void => {
  const { httpStatusCode = 0, attempts = 1 } = error.$metadata ?? {};
  const isBroken = httpStatusCode >= 500 && httpStatusCode !== 501; // which the emulator says of what it does not know
  if (!isBroken && !THROTTLES.test(error.name)) return;
  const call = `${commandName.replace(/Command$/, '')} of ${clientName.replace(/Client$/, '')}`;
  const message = error.message.replace(/\.$/, '');
  error.message = `${message} (${call}, tried ${attempts} times): retry when it answers again`;
};

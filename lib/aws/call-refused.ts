/** AWS refused a call for want of a permission. */
export class CallRefused extends Error {
  constructor(
    /** For example `kms:DescribeKey`. */
    readonly permission: string,
    /** AWS's own words. */
    readonly said: string,
  ) {
    super(`permission ${permission} is missing: ${said}`);
  }
}

const REFUSED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation)$/;

/** Names the permission when a call is refused for want of it. @throws {CallRefused} when it is */
export const permitted = async <T>(permission: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw named(error, REFUSED) ? new CallRefused(permission, error.message) : error;
  }
};

/** Is it an error that goes by one of these names? */
export const named = (error: unknown, names: RegExp): error is Error =>
  error instanceof Error && names.test(error.name);

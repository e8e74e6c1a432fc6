/**
 * The error to throw for a failed AWS call: the operation, AWS's words and the request id, but no key of an object.
 * The SDK's own error carries the key as a property, and the Lambda runtime logs every property of an uncaught error.
 * What did not come from AWS (an error of the body that was being written) is given back as it is.
 *
 * @param secrets texts that the message must not repeat
 */
export const callFailed = (operation: string, error: unknown, secrets: readonly string[] = []): Error => {
  if (!isServiceError(error))
    return error instanceof Error ? error : new Error(`${operation} failed: ${String(error)}`);
  const { httpStatusCode = 'none', requestId = 'none' } = error.$metadata;
  const words = secrets.reduce(
    (text, secret) => text.replaceAll(secret, '…').replaceAll(encodeURI(secret), '…'),
    error.message,
  );
  return new Error(
    `${operation} failed: ${error.name}: ${words} (HTTP status ${httpStatusCode}, request id ${requestId})`,
  );
};

interface ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null;

import { Failure } from '../failure';
import type { Access } from './cloud';

/** The tools account's credentials, as environment variables carry them. */
export function toolsAccess(environment: Readonly<Record<string, string>>, region: string): Access {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Failure('the tools account has no credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed');
  }
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  };
}

import { CURRENT_KEY, FUNCTION_ENVIRONMENT as NAMES } from '../../lib/contract/function-environment';
import { isKeyId } from '../key-ring';
import { parseIdentifierFields } from './identifier-fields';
import type { Reading } from './passes';

/** What the stack has told the function. */
export interface Settings {
  readonly environment: string;
  readonly dataBucket: string;
  readonly dataKeyArn: string;
  readonly keyRingSecretId: string;
  /** A key id, or `current`. */
  readonly tokenKeyId: string;
  readonly reading: Reading;
}

const KIB = 1024;
const MAX_LINE_BYTES = { least: KIB, usual: KIB * KIB, most: 16 * KIB * KIB };

/** Reads the environment variables; throws an Error that names the wrong one. */
export const parseSettings = (variables: Readonly<Record<string, string | undefined>>): Settings => {
  const required = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === '')
      throw new Error(`environment variable ${name} is not set: the stack must give it to the function`);
    return value;
  };
  const tokenKeyId = required(NAMES.tokenKeyId);
  if (tokenKeyId !== CURRENT_KEY && !isKeyId(tokenKeyId)) {
    throw new Error(
      `environment variable ${NAMES.tokenKeyId} is "${tokenKeyId}": expected "${CURRENT_KEY}" or the id of a key such as "k1"`,
    );
  }
  return {
    environment: required(NAMES.environment),
    dataBucket: required(NAMES.dataBucket),
    dataKeyArn: required(NAMES.dataKeyArn),
    keyRingSecretId: required(NAMES.keyRingSecretId),
    tokenKeyId,
    reading: {
      fields: parseIdentifierFields(required(NAMES.identifierFields)),
      maxLineBytes: readMaxLineBytes(variables[NAMES.maxLineBytes]),
    },
  };
};

const readMaxLineBytes = (text: string | undefined): number => {
  if (text === undefined) return MAX_LINE_BYTES.usual;
  const bytes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (bytes >= MAX_LINE_BYTES.least && bytes <= MAX_LINE_BYTES.most) return bytes;
  throw new Error(
    `environment variable ${NAMES.maxLineBytes} is "${text}": expected bytes from ${MAX_LINE_BYTES.least} to ${MAX_LINE_BYTES.most}`,
  );
};

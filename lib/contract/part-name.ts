import { printableLine } from '../ground/printable';

/** As S3 limits its keys, in bytes. */
const LONGEST = 1024;

/** Why a text is no name of a part, or undefined: a part lies below its release and is named the same way everywhere. */
export const partNameProblem = (name: string): string | undefined => {
  if (name === '' || name.startsWith('/')) return 'it is not relative to the release';
  if (name.includes('\\') || printableLine(name) !== name)
    return 'it has a backslash or a character in it that nobody sees';
  if (name.split('/').some((step) => step === '' || step === '.' || step === '..'))
    return 'it does not stay below the release';
  if (Buffer.byteLength(name) > LONGEST) return `it is longer than ${LONGEST} bytes`;
  return undefined;
};

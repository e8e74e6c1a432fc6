/** Why a text is no name of a part, or undefined: a part lies below its release and is named the same way everywhere. */
export const partNameProblem = (name: string): string | undefined => {
  if (name === '' || name.startsWith('/')) return 'it is not relative to the release';
  if (name.includes('\\') || /\p{Cc}/u.test(name)) return 'it has a backslash or a control character in it';
  if (name.split('/').some((step) => step === '' || step === '.' || step === '..'))
    return 'it does not stay below the release';
  return undefined;
};

/** In the order of their bytes, which no locale changes: how everything named is listed in a statement. */
export const byName = <T extends { readonly name: string }>(one: T, other: T): number =>
  Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));

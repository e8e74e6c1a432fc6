/** In the order of their bytes, which no locale changes: how everything named is listed in a statement. */
export const byName = <T extends { readonly name: string }>(one: T, other: T): number =>
  Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));

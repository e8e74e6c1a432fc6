/** An IPv4 address range. */
export interface Cidr {
  /** First address as a number. */
  readonly first: number;
  /** Last address as a number. */
  readonly last: number;
  readonly prefixLength: number;
}

/** Reads `10.10.0.0/16`; undefined when it is no range or its address is not the range's first. */
export const tryCidr = (text: string): Cidr | undefined => {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [prefixLength = 33, ...octets] = [parts[4], ...parts.slice(0, 4)];
  if (prefixLength > 32 || octets.some((octet = 256) => octet > 255)) return undefined;
  const first = octets.reduce((sum: number, octet = 0) => sum * 256 + octet, 0);
  const size = 2 ** (32 - prefixLength);
  return first % size === 0 ? { first, last: first + size - 1, prefixLength } : undefined;
};

/** Whether two ranges share an address. */
export const overlap = (one: Cidr, other: Cidr): boolean => one.first <= other.last && other.first <= one.last;

/** Whether a range lies in one of others, which are given as texts. */
export const isWithinAny = (range: Cidr, ranges: readonly string[]): boolean =>
  ranges.some((text) => {
    const around = tryCidr(text);
    return around !== undefined && around.first <= range.first && range.last <= around.last;
  });

import { type Answer, unknown, yesIf } from './answer';

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

const v4 = (text: string): bigint | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
};

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

/** An IPv4 tail (`::ffff:192.0.2.1`) written as two groups; undefined when it is not an address. */
const withoutTail = (text: string): string | undefined => {
  const [, head, tail] = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text) ?? [];
  if (head === undefined || tail === undefined) return text;
  const value = v4(tail);
  return value === undefined ? undefined : `${head}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
};

const v6 = (text: string): bigint | undefined => {
  const halves = withoutTail(text)?.split('::') ?? [];
  if (halves.length === 0 || halves.length > 2) return undefined;
  const [head = [], rest] = halves.map(groups);
  const missing = 8 - head.length - (rest?.length ?? 0);
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array<string>(rest ? missing : 0).fill('0'), ...(rest ?? [])];
  if (all.some((group) => !/^[\da-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
};

const parse = (text: string): Address | undefined => {
  const short = v4(text);
  if (short !== undefined) return { bits: 32, value: short };
  const long = v6(text);
  return long === undefined ? undefined : { bits: 128, value: long };
};

/** Does an address lie in a network in CIDR notation (or equal a single address)? IPv4 and IPv6 never match each other. */
export const inNetwork = (actual: string, wanted: string): Answer => {
  const [base = '', length] = wanted.split('/', 2);
  const network = parse(base);
  const prefix = length === undefined ? network?.bits : /^\d{1,3}$/.test(length) ? Number(length) : undefined;
  if (!network || prefix === undefined || prefix > network.bits || wanted.split('/').length > 2) {
    return unknown(`"${wanted}" is not a network in CIDR notation`);
  }
  const address = parse(actual);
  if (!address) return unknown(`"${actual}" is not an IP address`);
  const shift = BigInt(network.bits - prefix);
  return yesIf(address.bits === network.bits && address.value >> shift === network.value >> shift);
};

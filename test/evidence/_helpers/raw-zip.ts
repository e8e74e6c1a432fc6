import { crc32, deflateRawSync } from 'node:zlib';

/** What both places of a zip file that tell of an entry say. */
export interface Told {
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly name: Buffer;
  readonly extra: Buffer;
}

/** An entry, by hand. */
export interface RawEntry {
  readonly name: string | Buffer;
  readonly content?: Buffer | string;
  /** What is there instead of the packed content. */
  readonly data?: Buffer;
  /** What both places say instead of the truth. */
  readonly both?: Partial<Told>;
  /** What only the header before the content says. */
  readonly local?: Partial<Told>;
  /** What only the list at the end says. */
  readonly listed?: Partial<Told> & {
    readonly attributes?: number;
    readonly offset?: number;
    readonly comment?: Buffer;
  };
  /** Bytes between the content and the next entry. */
  readonly behind?: Buffer;
  /** Bytes before its header. */
  readonly before?: Buffer;
}

/** How a zip file ends. */
export interface RawEnd {
  readonly beforeList?: Buffer;
  readonly beforeEnd?: Buffer;
  readonly behind?: Buffer;
  readonly comment?: Buffer;
  readonly count?: number;
  readonly disk?: number;
  readonly offset?: number;
  readonly length?: number;
}

export const u16 = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.of(value & 255, value >>> 8)));
export const u32 = (...values: readonly number[]): Buffer =>
  Buffer.concat(values.map((value) => u16(value & 0xffff, Math.floor(value / 65_536) & 0xffff)));

/** A field of the extra bytes. */
export const extraField = (id: number, content: Buffer): Buffer => Buffer.concat([u16(id, content.length), content]);

/** What may follow a content whose header does not know its sizes. */
export const descriptor = (crc: number, packed: number, size: number): Buffer => u32(0x08074b50, crc, packed, size);

/** A deflated text with its sizes and checksum. */
export const deflated = (content: Buffer | string) => {
  const bytes = Buffer.from(content);
  const data = deflateRawSync(bytes);
  return { data, crc: crc32(bytes), packed: data.length, size: bytes.length };
};

const header = ({ flags, method, crc, packed, size, name, extra }: Told): Buffer =>
  Buffer.concat([u16(20, flags, method, 0, 33), u32(crc, packed, size), u16(name.length, extra.length)]);

/** A zip file, byte by byte; without any change it is one that every tool reads the same way. */
export const rawZip = (entries: readonly RawEntry[], end: RawEnd = {}): Buffer => {
  const pieces: Buffer[] = [];
  const list: Buffer[] = [];
  const length = (): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
  for (const { name, content = '', data, both, local, listed = {}, behind, before } of entries) {
    const packed = deflated(content);
    const bytes = data ?? packed.data;
    const utf8 = Buffer.from(name).some((byte) => byte >= 0x80) ? 0x800 : 0;
    const truth: Told = {
      flags: utf8,
      method: 8,
      crc: packed.crc,
      packed: bytes.length,
      size: packed.size,
      name: Buffer.from(name),
      extra: Buffer.alloc(0),
      ...both,
    };
    if (before !== undefined) pieces.push(before);
    const { attributes = (0o100644 << 16) >>> 0, offset = length(), comment = Buffer.alloc(0) } = listed;
    const own = { ...truth, ...local };
    const told = { ...truth, ...listed };
    pieces.push(u32(0x04034b50), header(own), own.name, own.extra, bytes);
    if (behind !== undefined) pieces.push(behind);
    list.push(u32(0x02014b50), u16(0x314), header(told), u16(comment.length, 0, 0), u32(attributes, offset));
    list.push(told.name, told.extra, comment);
  }
  if (end.beforeList !== undefined) pieces.push(end.beforeList);
  const [count, disk, comment] = [end.count ?? entries.length, end.disk ?? 0, end.comment ?? Buffer.alloc(0)];
  const listed = Buffer.concat([...list, end.beforeEnd ?? Buffer.alloc(0)]);
  const tail = [u32(0x06054b50), u16(disk, disk, count, count)];
  tail.push(u32(end.length ?? Buffer.concat(list).length, end.offset ?? length()), u16(comment.length), comment);
  return Buffer.concat([...pieces, listed, ...tail, end.behind ?? Buffer.alloc(0)]);
};

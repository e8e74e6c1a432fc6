import { crc32 } from 'node:zlib';
import { deflated, descriptor, extraField, type RawEnd, type RawEntry, u16, u32 } from '../_helpers/raw-zip';

/** What was done to a zip file, which place is spoken of, in which words, and how it is made. */
type ZipTampering = readonly [string, string, string, readonly RawEntry[], RawEnd?];

/** Place of what is wrong with the file as a whole. */
export const WHOLE = 'the file';

const ONE: RawEntry = { name: 'one', content: 'one' };
const TWO: RawEntry = { name: 'two', content: 'two' };
const YES = deflated('yes');
const [LINK, DIRECTORY, PIPE] = [0o120777, 0o040755, 0o010644].map((mode) => (mode << 16) >>> 0);
const zip64 = (...values: readonly number[]): Buffer => extraField(1, u32(...values.flatMap((value) => [value, 0])));
const unicodePath = (name: string, instead: string): Buffer =>
  extraField(0x7075, Buffer.concat([Buffer.of(1), u32(crc32(name)), Buffer.from(instead)]));

/** Zip files that one tool unpacks in another way than another, or not at all. */
export const TO_A_ZIP_FILE: readonly ZipTampering[] = [
  [
    'has content under the name of a directory',
    'x/',
    'it has content under the name of a directory',
    [{ name: 'x/', content: 'hidden' }],
  ],
  [
    'has a directory that is none',
    'x/',
    'it is called a directory, and is none',
    [{ name: 'x/', data: Buffer.alloc(0), both: { method: 0 } }],
  ],
  [
    'has a file that is a directory to others',
    'x',
    'a directory or a device',
    [{ ...ONE, name: 'x', listed: { attributes: 0x10 } }],
  ],
  [
    'has a file that is a directory to Unix',
    'x',
    'a directory or a device',
    [{ ...ONE, name: 'x', listed: { attributes: DIRECTORY ?? 0 } }],
  ],
  ['has a link', 'one', 'it is a link', [{ ...ONE, listed: { attributes: LINK ?? 0 } }]],
  ['has a pipe', 'one', 'a directory or a device', [{ ...ONE, listed: { attributes: PIPE ?? 0 } }]],
  [
    'calls an entry otherwise in its own header',
    'one',
    'its own header calls it two',
    [{ ...ONE, local: { name: Buffer.from('two') } }],
  ],
  [
    'calls an entry otherwise for who reads Unicode paths',
    'one',
    'extra field 0x7075',
    [{ ...ONE, both: { extra: unicodePath('one', 'two') } }],
  ],
  [
    'calls an entry otherwise for whose own header is read',
    'one',
    'extra field 0x7075',
    [{ ...ONE, local: { extra: unicodePath('one', 'two') } }],
  ],
  [
    'has a name that is not said to be UTF-8',
    'gr\u00f6\u00dfe',
    'its name is not in UTF-8',
    [{ ...ONE, name: 'gr\u00f6\u00dfe', both: { flags: 0 } }],
  ],
  ['has a name that is no UTF-8', 'a\ufffd', 'its name is not in UTF-8', [{ ...ONE, name: Buffer.of(0x61, 0xff) }]],
  ['has a name that leads outside', '../one', 'it does not stay below the release', [{ ...ONE, name: '../one' }]],
  ['has a name that leads to a root', '/one', 'it is not relative to the release', [{ ...ONE, name: '/one' }]],
  ['has a backslash in a name', 'a\\one', 'it has a backslash', [{ ...ONE, name: 'a\\one' }]],
  [
    'has a name that ends for others before it ends',
    'one\0.txt',
    'a character in it that nobody sees',
    [{ ...ONE, name: 'one\0.txt' }],
  ],
  [
    'has a name of several lines',
    'one\nyes: all good',
    'a character in it that nobody sees',
    [{ ...ONE, name: 'one\nyes: all good' }],
  ],
  ['has a name that reads backwards', 'a\u202eb', 'a character in it that nobody sees', [{ ...ONE, name: 'a\u202eb' }]],
  ['has the same name twice', 'one', 'it is in the archive twice', [ONE, ONE]],
  ['has the same name in other letters', 'ONE', 'takes it for one', [ONE, { ...TWO, name: 'ONE' }]],
  [
    'has the same name in another composition',
    'gro\u0308\u00dfe',
    'takes it for gr\u00f6\u00dfe',
    [
      { ...ONE, name: 'gr\u00f6\u00dfe' },
      { ...TWO, name: 'gro\u0308\u00dfe' },
    ],
  ],
  ['has the same name with a dot behind it', 'one.', 'takes it for one', [ONE, { ...TWO, name: 'one.' }]],
  ['has a file below a file', 'one', 'it is a file, and one/ is a directory', [ONE, { ...TWO, name: 'one/two' }]],
  [
    'has a directory with the name of a file',
    'one',
    'it is a file, and one/ is a directory',
    [ONE, { name: 'one/', data: Buffer.alloc(0), both: { method: 0 }, listed: { attributes: DIRECTORY ?? 0 } }],
  ],
  ['has an encrypted entry', 'one', 'it is encrypted', [{ ...ONE, both: { flags: 1 } }]],
  ['has an entry that is a patch', 'one', 'flags 0x20', [{ ...ONE, both: { flags: 0x20 } }]],
  ['has masked headers', 'one', 'flags 0x2000', [{ ...ONE, both: { flags: 0x2000 } }]],
  ['is packed by an unknown method', 'one', 'it is packed by method 93', [{ ...ONE, both: { method: 93 } }]],
  ['is packed in another way by its own header', 'one', 'packed in another way', [{ ...ONE, local: { method: 0 } }]],
  [
    'has AES for those who know it',
    'one',
    'extra field 0x9901',
    [{ ...ONE, both: { extra: extraField(0x9901, u16(1, 2)) } }],
  ],
  ['has a wrong checksum', 'one', 'its checksum (CRC-32) is not the one', [{ ...ONE, both: { crc: 7 } }]],
  ['has another checksum in its own header', 'one', 'its own header says other sizes', [{ ...ONE, local: { crc: 7 } }]],
  ['has another size in its own header', 'one', 'its own header says other sizes', [{ ...ONE, local: { size: 7 } }]],
  ['has more content than it says', 'one', 'it unpacks to more than the 2 bytes', [{ ...ONE, both: { size: 2 } }]],
  [
    'has less content than it says',
    'one',
    'it unpacks to 3 bytes and says that it has 9',
    [{ ...ONE, both: { size: 9 } }],
  ],
  [
    'has content that is cut off',
    'one',
    'unexpected end of file',
    [{ ...ONE, data: deflated('one').data.subarray(0, 2) }],
  ],
  [
    'hides bytes behind packed content',
    'one',
    '4 bytes are hidden behind',
    [{ ...ONE, data: Buffer.concat([deflated('one').data, Buffer.from('evil')]) }],
  ],
  [
    'says other sizes behind the content',
    WHOLE,
    'what follows one says other sizes',
    [{ ...ONE, both: { flags: 8 }, behind: descriptor(YES.crc, YES.packed, YES.size) }],
  ],
  [
    'announces sizes behind the content, and has none',
    WHOLE,
    'what follows one says other sizes',
    [{ ...ONE, both: { flags: 8 } }, TWO],
  ],
  [
    'leaves open where unpacked content ends',
    'one',
    'nobody can tell where it ends',
    [{ ...ONE, data: Buffer.from('one'), both: { method: 0, flags: 8 }, behind: descriptor(crc32('one'), 3, 3) }],
  ],
  [
    'has a hidden entry between two',
    WHOLE,
    'bytes before two belong to no file',
    [ONE, { ...TWO, before: Buffer.from('PK\x03\x04 hidden') }],
  ],
  [
    'has bytes before the first entry',
    WHOLE,
    '9 bytes before one belong to no file',
    [{ ...ONE, before: Buffer.from('#!/bin/sh') }],
  ],
  [
    'has bytes before all of it, and offsets from there',
    WHOLE,
    'something was put before or behind it',
    [{ ...ONE, before: Buffer.from('#!/bin/sh'), listed: { offset: 0 } }],
    { offset: 36 },
  ],
  [
    'has bytes before its list of files',
    WHOLE,
    'bytes before its list of files belong to no file',
    [ONE],
    { beforeList: Buffer.from('hidden') },
  ],
  [
    'has bytes behind its list of files',
    WHOLE,
    'something was put before or behind it',
    [ONE],
    { beforeEnd: Buffer.from('hidden') },
  ],
  [
    'has a list that is longer than its files',
    WHOLE,
    'its list of files is 49 bytes long, and says 55',
    [ONE],
    { beforeEnd: Buffer.from('hidden'), length: 55 },
  ],
  ['lists fewer files than it has', WHOLE, 'its list of files is 49 bytes long, and says 98', [ONE, TWO], { count: 1 }],
  ['has a comment', WHOLE, 'be it a comment', [ONE], { comment: Buffer.from('approved') }],
  [
    'has bytes behind its end',
    WHOLE,
    'it does not end where its list of files ends',
    [ONE],
    { behind: Buffer.from('hidden') },
  ],
  [
    'has another zip file behind it',
    WHOLE,
    'something was put before or behind it',
    [ONE],
    { behind: Buffer.concat([u32(0x06054b50), u16(0, 0, 0, 0), u32(0, 0), u16(0)]) },
  ],
  ['is one of several', WHOLE, 'it is one of several', [ONE], { disk: 1 }],
  [
    'has two entries with one content',
    WHOLE,
    'lies across what comes before it',
    [ONE, { ...TWO, listed: { offset: 0 } }],
  ],
  [
    'has an entry inside of another',
    WHOLE,
    'lies across what comes before it',
    [{ ...ONE, both: { packed: 60 } }, TWO],
  ],
  ['has sizes in zip64', 'one', 'extra field 0x0001', [{ ...ONE, both: { extra: zip64(3, 5) } }]],
  [
    'has sizes in zip64 where only its own header says so',
    'one',
    'extra field 0x0001',
    [{ ...ONE, local: { extra: zip64(3, 5) } }],
  ],
  [
    'has a list in zip64 in a comment of its last file',
    WHOLE,
    'zip64',
    [{ ...ONE, listed: { comment: Buffer.concat([u32(0x07064b50, 0, 0, 0), u32(1)]) } }],
  ],
  ['lists more files than any release has', WHOLE, 'it lists 20001 files', [ONE], { count: 20_001 }],
];

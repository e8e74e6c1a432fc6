import { STATEMENT } from '../../../lib/contract/evidence-layout';
import type { HeldBundle } from '../_helpers/held-bundle';
import { file, replaced, withEnvelope } from '../_helpers/tamper';
import { turnedOver } from '../_helpers/turned-over';
import type { Tampering } from './tampering';

/** The same envelope for whoever reads JSON loosely, in other bytes. */
const FORMS: readonly (readonly [string, (text: string) => string | Buffer])[] = [
  ['the envelope does not end with a line feed', (text) => text.trimEnd()],
  ['the envelope ends with two line feeds', (text) => `${text}\n`],
  ['the envelope begins with a byte order mark', (text) => `\uFEFF${text}`],
  ['the envelope says something twice', (text) => text.replace('{', '{"payloadType":"text/plain",')],
  ['a letter of the envelope is escaped', (text) => text.replace('"payload"', '"\\u0070ayload"')],
  ['a slash of the envelope is escaped', (text) => text.replace('application/', 'application\\/')],
  ['the envelope has a prototype', (text) => text.replace('{', '{"__proto__":{},')],
  ['the envelope has its fields in another order', (text) => reordered(text)],
  ['the envelope is not in UTF-8', (text) => Buffer.concat([Buffer.from(text), Buffer.of(0xff)])],
];

const reordered = (text: string): string => {
  const { payloadType, payload, signatures } = JSON.parse(text);
  return `${JSON.stringify({ payload, payloadType, signatures })}\n`;
};

/** What anybody can do to the bytes around a signature that still fits: the next release names these bytes. */
export const TO_THE_ENVELOPE: readonly Tampering[] = [
  [
    'the signature is turned over to the other value of s',
    'altered',
    STATEMENT,
    ({ second }) => withSignature(second, (sig) => turnedOver(Buffer.from(sig, 'base64')).toString('base64')),
  ],
  [
    'something is put behind the signature',
    'unsigned',
    STATEMENT,
    ({ second }) =>
      withSignature(second, (sig) => Buffer.concat([Buffer.from(sig, 'base64'), Buffer.of(0)]).toString('base64')),
  ],
  [
    'the signature is not filled up to a multiple of four letters',
    'altered',
    STATEMENT,
    ({ second }) => withSignature(second, (sig) => `${sig.replace(/=+$/, '')}${sig.endsWith('=') ? '' : '='}`),
  ],
  [
    'the signature is broken into lines',
    'altered',
    STATEMENT,
    ({ second }) => withSignature(second, (sig) => `${sig.slice(0, 40)}\n${sig.slice(40)}`),
  ],
  [
    'the payload is in the base64 of URLs',
    'altered',
    STATEMENT,
    ({ second }) =>
      withEnvelope(second, (envelope) => {
        envelope.payload = `${envelope.payload.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
      }),
  ],
  [
    'the name of the key is written in capitals',
    'altered',
    STATEMENT,
    ({ second }) =>
      withEnvelope(second, ({ signatures }) =>
        signatures.splice(0, 1, { keyid: signatures[0]?.keyid.toUpperCase() ?? '', sig: signatures[0]?.sig ?? '' }),
      ),
  ],
  ...FORMS.map(
    ([title, change]): Tampering => [
      title,
      'altered',
      STATEMENT,
      ({ second }) => replaced(second, STATEMENT, change(file(second, STATEMENT).toString())),
    ],
  ),
];

const withSignature = (bundle: HeldBundle, change: (sig: string) => string): HeldBundle =>
  withEnvelope(bundle, ({ signatures }) =>
    signatures.splice(0, 1, { keyid: signatures[0]?.keyid ?? '', sig: change(signatures[0]?.sig ?? '') }),
  );

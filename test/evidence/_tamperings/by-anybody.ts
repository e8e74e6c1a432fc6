import { STATEMENT } from '../../../lib/contract/evidence-layout';
import type { HeldBundle } from '../_helpers/held-bundle';
import {
  envelopeOf,
  file,
  flipped,
  replaced,
  signed,
  signedPart,
  withEnvelope,
  withFiles,
  withPayload,
} from '../_helpers/tamper';
import { APPROVAL, OLD_APPROVAL, OTHER_TEMPLATE, PAGE, REPORT, type Tampering, TEMPLATE } from './tampering';

/** What can be done without the signing key. */
export const BY_ANYBODY: readonly Tampering[] = [
  [
    'a bit of a part is flipped',
    'altered',
    TEMPLATE,
    ({ second }) => replaced(second, TEMPLATE, flipped(file(second, TEMPLATE), 3)),
  ],
  [
    'a part is cut off in the middle',
    'altered',
    'build/source.zip',
    ({ second }) => replaced(second, 'build/source.zip', file(second, 'build/source.zip').subarray(0, 9)),
  ],
  [
    'a part is emptied',
    'altered',
    'build/inventory.cdx.json',
    ({ second }) => replaced(second, 'build/inventory.cdx.json', ''),
  ],
  ['a part is dropped', 'missing', REPORT, ({ second }) => withFiles(second, (files) => files.delete(REPORT))],
  [
    'the decision is dropped',
    'missing',
    APPROVAL,
    ({ second }) => withFiles(second, (files) => files.delete(APPROVAL)),
  ],
  [
    'a part is renamed: gone here',
    'missing',
    PAGE,
    ({ second }) => renamed(second, PAGE, 'prod/444444444444-us-east-1/page.html'),
  ],
  [
    'a part is renamed: unknown there',
    'unsigned',
    'prod/444444444444-us-east-1/page.html',
    ({ second }) => renamed(second, PAGE, 'prod/444444444444-us-east-1/page.html'),
  ],
  [
    'two parts are swapped',
    'reordered',
    OTHER_TEMPLATE,
    ({ second }) =>
      withFiles(second, (files) =>
        files.set(TEMPLATE, file(second, OTHER_TEMPLATE)).set(OTHER_TEMPLATE, file(second, TEMPLATE)),
      ),
  ],
  [
    'a part is there twice',
    'unsigned',
    'build/copy.zip',
    ({ second }) => withFiles(second, (files) => files.set('build/copy.zip', file(second, 'build/source.zip'))),
  ],
  [
    'a file is added',
    'unsigned',
    'prod/approvals/another.json',
    ({ second }) => withFiles(second, (files) => files.set('prod/approvals/another.json', Buffer.from('{}'))),
  ],
  [
    'a validation report is made better',
    'altered',
    REPORT,
    ({ second }) => replaced(second, REPORT, file(second, REPORT).toString().replace('"pass": 1', '"pass": 9')),
  ],
  ['the review page is exchanged', 'altered', PAGE, ({ second, first }) => replaced(second, PAGE, file(first, PAGE))],
  [
    'an old approval is replayed in the place of this one',
    'altered',
    APPROVAL,
    ({ second, first }) => replaced(second, APPROVAL, file(first, OLD_APPROVAL)),
  ],
  [
    'an old approval is replayed beside this one',
    'unsigned',
    OLD_APPROVAL,
    ({ second, first }) => withFiles(second, (files) => files.set(OLD_APPROVAL, file(first, OLD_APPROVAL))),
  ],
  [
    'the statement is dropped',
    'unsigned',
    STATEMENT,
    ({ second }) => withFiles(second, (files) => files.delete(STATEMENT)),
  ],
  [
    'the statement is cut off',
    'altered',
    STATEMENT,
    ({ second }) => replaced(second, STATEMENT, file(second, STATEMENT).subarray(0, -40)),
  ],
  [
    'the statement of another release is put in',
    'missing',
    OLD_APPROVAL,
    ({ second, first }) => replaced(second, STATEMENT, file(first, STATEMENT)),
  ],
  [
    'a bit of the signature is flipped',
    'unsigned',
    STATEMENT,
    ({ second }) =>
      withEnvelope(second, ({ signatures }) =>
        signatures.splice(0, 1, { keyid: signatures[0]?.keyid ?? '', sig: flippedBase64(signatures[0]?.sig ?? '') }),
      ),
  ],
  [
    'the signature is taken away',
    'unsigned',
    STATEMENT,
    ({ second }) => withEnvelope(second, (envelope) => envelope.signatures.splice(0)),
  ],
  [
    'a second signature is added',
    'altered',
    STATEMENT,
    ({ second, first }) =>
      withEnvelope(second, (envelope) => envelope.signatures.push(...envelopeOf(first).signatures)),
  ],
  [
    'the signature of another release is put in',
    'unsigned',
    STATEMENT,
    ({ second, first }) =>
      withEnvelope(second, (envelope) => envelope.signatures.splice(0, 1, ...envelopeOf(first).signatures)),
  ],
  ['it is signed with another key', 'unsigned', STATEMENT, ({ second, stranger: key }) => signed(second, key)],
  [
    'it is signed with another key that calls itself the trusted one',
    'unsigned',
    STATEMENT,
    ({ second, stranger: key, signer }) => signed(second, { ...key, keyId: signer.keyId }),
  ],
  [
    'the name of the key is changed',
    'altered',
    STATEMENT,
    ({ second, stranger: { keyId } }) =>
      withEnvelope(second, ({ signatures }) =>
        signatures.splice(0, 1, { keyid: keyId, sig: signatures[0]?.sig ?? '' }),
      ),
  ],
  [
    'the type of the payload is changed',
    'altered',
    STATEMENT,
    ({ second }) => withEnvelope(second, (envelope) => Object.assign(envelope, { payloadType: 'application/json' })),
  ],
  [
    'the envelope is written in another form',
    'altered',
    STATEMENT,
    ({ second }) => replaced(second, STATEMENT, JSON.stringify(envelopeOf(second), undefined, 2)),
  ],
  [
    'something is added to the envelope',
    'altered',
    STATEMENT,
    ({ second }) => withEnvelope(second, (envelope) => Object.assign(envelope, { note: 'all good' })),
  ],
  [
    'a time in the statement is changed',
    'unsigned',
    STATEMENT,
    ({ second }) =>
      withPayload(second, ({ predicate }) => Object.assign(predicate, { closedTime: '2026-01-04T00:00:00.000Z' })),
  ],
  [
    'the name of the approver is changed',
    'unsigned',
    STATEMENT,
    ({ second }) =>
      withPayload(second, ({ predicate }) =>
        predicate.environments.forEach(({ approvals }) => {
          for (const each of approvals) each.by = 'arn:aws:iam::1:user/eve';
        }),
      ),
  ],
  [
    'the hash of a part is changed with the part',
    'unsigned',
    STATEMENT,
    async ({ second, stranger: key }) => {
      const other = await signedPart(second, key, TEMPLATE, '{}');
      return withEnvelope(other, ({ signatures }) => signatures.splice(0, 1, ...envelopeOf(second).signatures));
    },
  ],
];

const renamed = (bundle: HeldBundle, from: string, to: string): HeldBundle =>
  withFiles(bundle, (files) => files.set(to, file(bundle, from)).delete(from));

const flippedBase64 = (text: string): string => flipped(Buffer.from(text, 'base64'), 20).toString('base64');

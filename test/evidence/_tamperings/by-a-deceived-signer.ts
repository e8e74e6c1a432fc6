import { STATEMENT } from '../../../lib/contract/evidence-layout';
import { file, only, signed, signedPart, signedText } from '../_helpers/tamper';
import { APPROVALS_BY_A_DECEIVED_SIGNER } from './approvals-by-a-deceived-signer';
import { PAGE, REPORT, type Tampering, TEMPLATE } from './tampering';

/** What only the holder of the key can do: the signature fits, and the record contradicts itself. */
export const BY_A_DECEIVED_SIGNER: readonly Tampering[] = [
  [
    'the parts are listed in another order',
    'reordered',
    `${STATEMENT}#subject`,
    ({ second, signer }) => signed(second, signer, ({ subject }) => subject.reverse()),
  ],
  [
    'a part is listed twice',
    'contradictory',
    `${STATEMENT}#subject`,
    ({ second, signer }) => signed(second, signer, ({ subject }) => subject.splice(1, 0, ...subject.slice(0, 1))),
  ],
  [
    'a part leads outside of the bundle',
    'altered',
    STATEMENT,
    ({ second, signer }) =>
      signed(second, signer, ({ subject }) =>
        subject.forEach((each) => {
          each.name = `../${each.name}`;
        }),
      ),
  ],
  [
    'something unknown is signed',
    'altered',
    STATEMENT,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => Object.assign(predicate, { exception: 'granted' })),
  ],
  [
    'the record says something twice',
    'altered',
    STATEMENT,
    ({ second, signer }) =>
      signedText(second, signer, (text) => text.replace('"predicate":{', '"predicate":{"number":7,')),
  ],
  [
    'a name has something in it that nobody sees',
    'altered',
    STATEMENT,
    ({ second, signer }) => signedText(second, signer, (text) => text.replaceAll(PAGE, `\u202E${PAGE}`)),
  ],
  [
    'the actions are listed in another order',
    'reordered',
    'predicate.actions[1]',
    ({ second, signer }) => signed(second, signer, ({ predicate }) => predicate.actions.reverse()),
  ],
  ...APPROVALS_BY_A_DECEIVED_SIGNER,
  [
    'the record was closed before the release ended',
    'reordered',
    'predicate.closedTime',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.closedTime = predicate.startTime;
      }),
  ],
  [
    'an action took another time than it says',
    'contradictory',
    'predicate.actions[1]',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        only(predicate.actions, ({ action }) => action === 'Synth').seconds = 1;
      }),
  ],
  [
    'an environment is left out',
    'missing',
    'predicate.environments.prod',
    ({ second, signer }) => signed(second, signer, ({ predicate }) => predicate.environments.splice(1)),
  ],
  [
    'a validation is about another account',
    'contradictory',
    REPORT,
    ({ second, signer }) =>
      signedPart(second, signer, REPORT, file(second, REPORT).toString().replace('444444444444', '222222222222')),
  ],
  [
    'a validation that succeeded has a report that does not',
    'contradictory',
    REPORT,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) =>
        Object.assign(only(predicate.environments, ({ name }) => name === 'prod').targets[0]?.validation ?? {}, {
          fail: 1,
        }),
      ),
  ],
  [
    'a template is not the one that the gate has judged',
    'contradictory',
    TEMPLATE,
    ({ second, signer }) => signedPart(second, signer, TEMPLATE, '{}'),
  ],
  [
    'the gate said no',
    'contradictory',
    'build/gate/report.json',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.build.verdict = 'no';
      }),
  ],
  [
    'the inventory was never written',
    'missing',
    'build/inventory.cdx.json',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.build.inventory = null;
      }),
  ],
  [
    'a part is named with another content',
    'contradictory',
    'predicate.build.lockfile',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.build.lockfile = predicate.build.source && {
          ...predicate.build.source,
          name: 'build/package-lock.json',
        };
      }),
  ],
  [
    'a failure is called a success',
    'contradictory',
    'predicate.outcome',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        only(predicate.actions, ({ stage, action }) => stage === 'prod' && action === 'Validate').status = 'Failed';
      }),
  ],
  [
    'a success is called a failure',
    'contradictory',
    'predicate.outcome',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.outcome.status = 'Failed';
      }),
  ],
  [
    'the release before is left out',
    'missing',
    'predicate.previous',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.previous = null;
      }),
  ],
  [
    'a release in between is left out',
    'reordered',
    'predicate.previous',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => {
        predicate.number = 3;
      }),
  ],
  [
    'it is chained to another release',
    'altered',
    'predicate.previous',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => Object.assign(predicate.previous ?? {}, { sha256: '0'.repeat(64) })),
  ],
];

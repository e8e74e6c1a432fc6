import { FIRST } from '../_helpers/execution';
import { file, only, signed, signedPart } from '../_helpers/tamper';
import { APPROVAL, FIRST_APPROVAL, OLD_APPROVAL, PAGE, type Tampering } from './tampering';

/** What a deceived signer signs about approvals and the pages that they were decided from. */
export const APPROVALS_BY_A_DECEIVED_SIGNER: readonly Tampering[] = [
  [
    'an approval of the release before is replayed',
    'contradictory',
    FIRST_APPROVAL,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) =>
        approvalIn(predicate, (approval) => {
          approval.actionExecutionId = `${FIRST.slice(0, 8)}-prod-Approve`;
        }),
      ),
  ],
  [
    'the record of an approval of the release before is replayed',
    'contradictory',
    APPROVAL,
    ({ second, first, signer }) => signedPart(second, signer, APPROVAL, file(first, OLD_APPROVAL).toString()),
  ],
  [
    'a rejection is told as an approval',
    'contradictory',
    APPROVAL,
    ({ second, signer }) =>
      signedPart(second, signer, APPROVAL, file(second, APPROVAL).toString().replace('Approved', 'Rejected')),
  ],
  ...(
    [
      [
        'an approval that expired has somebody who let it',
        { decision: 'Expired', by: 'arn:aws:iam::111111111111:user/alice' },
      ],
      ['a rejection is by nobody', { decision: 'Rejected', by: null }],
    ] as const
  ).map(
    ([title, change]): Tampering => [
      title,
      'contradictory',
      APPROVAL,
      async ({ second, signer }) => {
        const written = { ...JSON.parse(file(second, APPROVAL).toString()), ...change };
        const told = await signedPart(second, signer, APPROVAL, JSON.stringify(written));
        return signed(told, signer, ({ predicate }) =>
          approvalIn(predicate, (approval) => Object.assign(approval, change)),
        );
      },
    ],
  ),
  [
    'the decision is there twice',
    'contradictory',
    'predicate.environments',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) =>
        only(predicate.environments, ({ name }) => name === 'prod').approvals.push(
          ...only(predicate.environments, ({ name }) => name === 'prod').approvals,
        ),
      ),
  ],
  [
    'the decision is left out',
    'missing',
    APPROVAL,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) =>
        only(predicate.environments, ({ name }) => name === 'prod').approvals.splice(0),
      ),
  ],
  [
    'the decision came after the deployment',
    'reordered',
    FIRST_APPROVAL,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) =>
        approvalIn(predicate, (approval) => {
          approval.decidedAt = '2026-01-03T03:09:30.000Z';
        }),
      ),
  ],
  [
    'the page was not there when it was decided',
    'contradictory',
    FIRST_APPROVAL,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => approvalIn(predicate, (approval) => approval.pages.splice(0))),
  ],
  [
    'the page is not there at all',
    'missing',
    PAGE,
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) => approvalIn(predicate, (approval) => approval.pages.splice(0), true)),
  ],
  [
    'there is no page about any target',
    'missing',
    'prod/*/review.html',
    ({ second, signer }) =>
      signed(second, signer, ({ predicate }) =>
        only(predicate.environments, ({ name }) => name === 'prod').targets.splice(0),
      ),
  ],
];

type Predicate = Parameters<NonNullable<Parameters<typeof signed>[2]>>[0]['predicate'];
type Approval = Predicate['environments'][number]['approvals'][number];

const approvalIn = ({ environments }: Predicate, change: (approval: Approval) => void, withoutReview = false): void => {
  const { approvals, targets } = only(environments, ({ name }) => name === 'prod');
  approvals.forEach(change);
  if (withoutReview) {
    for (const target of targets) target.review = null;
  }
};

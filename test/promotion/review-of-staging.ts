import type { AccessChange, Review, StackReview } from '../../lib/contract/review';
import { acknowledged } from '../review/_fixtures/releases';

const access = (direction: AccessChange['direction']): AccessChange => ({
  logicalId: 'Role',
  type: 'AWS::IAM::Role',
  at: 'PolicyDocument.Statement',
  because: 'it is',
  direction,
});
const reviewed = (change: StackReview['change'], permissions: readonly AccessChange[]): StackReview => ({
  stackName: 'data-staging',
  account: '333333333333',
  region: 'us-east-1',
  resourceCount: 0,
  change,
  permissions,
  resources: [],
  network: [],
  sections: [],
});
/** One stack of two changes, and permits once more and once less. */
export const REVIEW: Review = {
  schema: 1,
  application: 'delivery',
  scope: {},
  verdict: 'yes',
  objections: [],
  warnings: [],
  cannotTell: [],
  baseline: { kind: 'deployed', label: 'what runs in staging', gate: true },
  news: [
    { kind: 'data-lost', weight: 'danger', title: 'a bucket goes' },
    { kind: 'code-changed', weight: 'change', title: 'other code' },
  ],
  findings: { known: true, new: [], gone: [] },
  acknowledgements: { known: true, added: [acknowledged()], removed: [], changed: [], expiring: [] },
  stacks: [reviewed('changed', [access('broader'), access('narrower')]), reviewed('unchanged', [])],
};

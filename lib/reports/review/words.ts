import type { AccessChange, Effect, NewsKind, SectionReview, StackReview, Weight } from '../../contract/review';
import type { Tone } from '../kit';

/** What a weight means for the decision. */
export const WEIGHTS: Readonly<Record<Weight, { readonly tone: Tone; readonly word: string }>> = {
  danger: { tone: 'bad', word: 'Danger' },
  attention: { tone: 'unsure', word: 'Attention' },
  change: { tone: 'plain', word: 'Change' },
};

/** Every kind of news in a word or two. */
export const KINDS: Readonly<Record<NewsKind, string>> = {
  'data-lost': 'Data may be lost',
  'data-less-protected': 'Data less protected',
  'permissions-broader': 'Permits more',
  'network-broader': 'Opens the network',
  'cannot-tell': 'Cannot tell',
  'finding-new': 'Finding',
  'acknowledgement-added': 'Acknowledged',
  'acknowledgement-changed': 'Other terms',
  'acknowledgement-removed': 'No longer acknowledged',
  'acknowledgement-expiring': 'Expiring',
  'stack-added': 'New stack',
  'stack-removed': 'Stack left behind',
  'resource-removed': 'Removed',
  'resource-replaced': 'Replaced',
  'resource-added': 'Added',
  'resource-changed': 'Changed',
  'permissions-narrower': 'Permits less',
  'network-narrower': 'Closes the network',
  'section-changed': 'Changed',
  'code-changed': 'Code',
  'finding-gone': 'Finding gone',
};

/** What happens to a stack. */
export const STACK_CHANGES: Readonly<Record<StackReview['change'], { readonly tone: Tone; readonly word: string }>> = {
  'cannot-tell': { tone: 'unsure', word: 'Cannot tell' },
  removed: { tone: 'unsure', word: 'Left behind' },
  changed: { tone: 'noted', word: 'Changed' },
  added: { tone: 'noted', word: 'New' },
  unchanged: { tone: 'good', word: 'Unchanged' },
};

/** What CloudFormation does to a resource. */
export const EFFECTS: Readonly<Record<Effect, { readonly tone: Tone; readonly word: string }>> = {
  create: { tone: 'noted', word: 'Created' },
  update: { tone: 'noted', word: 'Updated in place' },
  replace: { tone: 'bad', word: 'Replaced' },
  'may-replace': { tone: 'unsure', word: 'May be replaced' },
  delete: { tone: 'bad', word: 'Deleted' },
  retain: { tone: 'unsure', word: 'Left behind' },
  none: { tone: 'plain', word: 'Nothing deployed' },
  unknown: { tone: 'unsure', word: 'Cannot tell' },
};

/** What a change of access does. */
export const DIRECTIONS: Readonly<Record<AccessChange['direction'], { readonly tone: Tone; readonly word: string }>> = {
  broader: { tone: 'bad', word: 'Broader' },
  different: { tone: 'bad', word: 'Different' },
  unknown: { tone: 'unsure', word: 'Cannot tell' },
  narrower: { tone: 'good', word: 'Narrower' },
  same: { tone: 'plain', word: 'The same in other words' },
};

/** What happens to an entry of a template's section. */
export const ENTRY_CHANGES: Readonly<Record<SectionReview['change'], string>> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
};

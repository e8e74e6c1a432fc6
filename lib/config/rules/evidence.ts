import { isPlaceholder } from '../placeholder';
import type { ConfigRule } from './rule';

/** With real accounts somebody has chosen how long evidence is locked: COMPLIANCE cannot be taken back by anybody. */
export const evidenceChosen: ConfigRule = (config) => {
  const { trial, years } = config.evidence;
  if (trial || years !== undefined || isPlaceholder(config)) return [];
  return [
    {
      path: ['evidence'],
      must: 'must say how long releases are locked, because the accounts are real: `trial: true` (one day, an administrator can delete) or `years` (6 is what 45 CFR 164.316(b)(2)(i) wants; nobody can shorten it, unless `mode` is "GOVERNANCE")',
      cure: 'add evidence: { trial: true } or evidence: { years: 6 } to delivery.config.ts',
    },
  ];
};

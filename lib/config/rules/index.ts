import { approvals, auditRecord, ownNames } from './environments';
import { evidenceChosen } from './evidence';
import { ownApplication, physicalNames } from './physical-names';
import { withinOnePipeline } from './quotas';
import type { ConfigRule } from './rule';
import { usableConnection } from './source';
import { extraTags } from './tags';
import { ownPlaces, ownRanges, prefixLists, ranges, regions, usableRanges, zones } from './targets';

/** Every rule of a configuration. */
export const configRules: readonly ConfigRule[] = [
  ownApplication,
  ownNames,
  approvals,
  auditRecord,
  evidenceChosen,
  regions,
  usableConnection,
  ownPlaces,
  zones,
  ranges,
  usableRanges,
  ownRanges,
  prefixLists,
  physicalNames,
  withinOnePipeline,
  extraTags,
];

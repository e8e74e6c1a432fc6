import type { SourceMutant } from './mutated-app';

type Maker = (rule: string, fault: string, find: string, put: string) => SourceMutant;

/** Makes mutants by one edit of a file below `lib/`. */
export const inSource =
  (file: string): Maker =>
  (rule, fault, find, put) => ({ fault, rule, edits: [{ file: `lib/${file}`, find, put }] });

/** The same, of an app with what the recipes add. */
export const inAdded =
  (file: string): Maker =>
  (...fault) => ({ ...inSource(file)(...fault), added: true });

// Rules that more than one file of mutants is about.
export const UNJUDGED = 'ZT-00-NothingUnjudged';
export const TRAIL_RECORDS = 'ZT-12-TrailRecordsData';
export const ALARMS_REACH = 'ZT-13-AlarmsReachSomebody';

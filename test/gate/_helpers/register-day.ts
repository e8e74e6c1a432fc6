import type { Day } from '../../../lib/contract/grace';
import { readRegister } from '../../../lib/gate/register/read-register';

/** The register's own file. */
export const REGISTER = 'acknowledgements.yaml';

/**
 * A day on which everything in this repository's register counts, whoever has renewed what: the first end of all. A day that
 * is written down here would be more than two years before an end that somebody sets later.
 */
export const REGISTER_DAY: Day = readRegister(REGISTER)
  .map(({ expires }) => expires)
  .toSorted()[0] as Day;

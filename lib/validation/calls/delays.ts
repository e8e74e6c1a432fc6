import delays from '../../policy/service-delays.json';
import { MINUTE } from '../clock';

/** Something that AWS does late. */
type Delay = keyof typeof delays;

/** How long it may take, in milliseconds; `minute` is how long a minute of AWS takes. */
export const longestDelay = (delay: Delay, minute = MINUTE): number => delays[delay].minutes * minute;

/** Why somebody waits for it, with the source. */
export const whyLate = (delay: Delay): string => {
  const { what, minutes, source } = delays[delay];
  return `${what} after up to ${minutes} minutes: ${source}`;
};

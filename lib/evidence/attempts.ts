import { nameOfAttempt } from '../contract/evidence-layout';

/** The name of the last attempt at a part: what a retried stage left stands beside what the failed one did. */
export const lastAttempt = (known: { has(name: string): boolean }, name: string): string => {
  let attempt = 1;
  while (known.has(nameOfAttempt(name, attempt + 1))) attempt++;
  return nameOfAttempt(name, attempt);
};

import { posix } from 'node:path';

/** Does a link lead out of the directory that its own path begins in? */
export const leadsOut = (link: string, target: string): boolean => {
  const to = posix.join(posix.dirname(link), target);
  return posix.isAbsolute(target) || to === '..' || to.startsWith('../');
};

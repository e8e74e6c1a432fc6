import { NotRehearsable } from '../../lib/rehearsal/rehearsable/rehearsable';
import { printJson } from './printing';
import type { Shell } from './shell';

/** Where a document was asked for, what cannot be rehearsed is one, too; of another error nothing is printed here. */
export const printRefusal = (shell: Shell, error: unknown): void => {
  if (error instanceof NotRehearsable) printJson(shell, { schema: 1, status: null, notRehearsable: error.limits });
};

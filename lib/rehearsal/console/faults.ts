import { counted } from '../../ground/counted';
import type { StruckFault } from '../record/summary';
import type { Theme } from './theme';

/** How often each fault struck, a line each. */
export const faultsTold = (faults: readonly StruckFault[], { color }: Theme): readonly string[] =>
  faults.map(({ fault, times }) =>
    times === null || times === 0
      ? `  ${color.red(`fault ${fault} never happened:`)} nothing in this release came where it strikes`
      : `  ${color.dim(`fault ${fault} struck ${counted(times, 'time')}`)}`,
  );

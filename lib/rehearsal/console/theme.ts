import { createColors } from 'picocolors';
import type { Status } from '../executor/event';

/** Colours and signs of everything the rehearsal prints. */
export interface Theme {
  readonly color: ReturnType<typeof createColors>;
  /** A status as one coloured sign. */
  sign(status: Status | null): string;
}

const SIGNS = {
  InProgress: ['▸', 'cyan'],
  Succeeded: ['✓', 'green'],
  Failed: ['✗', 'red'],
  Stopped: ['■', 'yellow'],
  Stopping: ['■', 'yellow'],
  Superseded: ['■', 'yellow'],
  Abandoned: ['■', 'yellow'],
  Cancelled: ['■', 'yellow'],
  Skipped: ['■', 'yellow'],
} as const satisfies Record<Status, readonly [string, string]>;

/** A theme with or without colours. */
export const theme = (colors: boolean): Theme => {
  const color = createColors(colors);
  return {
    color,
    sign(status) {
      if (status === null) return color.dim('·');
      const [sign, hue] = SIGNS[status];
      return color[hue](sign);
    },
  };
};

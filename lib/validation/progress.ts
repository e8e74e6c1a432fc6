import type { CallListener } from './calls/clients';

/** What a validation tells while it runs. */
export interface ProgressListener extends CallListener {
  /** A check has its answers: so many of so many. */
  answered?(count: number, of: number): void;
}

/** One line that is written over and over, as on a terminal. */
export interface StatusLine {
  show(text: string): void;
  clear(): void;
}

/** Milliseconds between two looks of the line: nobody reads faster. */
const PERIOD = 100;

/** Shows on one line how far a validation is; `end` takes the line away. */
export const progressOn = (
  line: StatusLine,
  title: string,
  now: () => number = Date.now,
): Required<ProgressListener> & { end(): void } => {
  const begun = now();
  const so = { answered: 0, of: 0, calls: 0, throttled: 0 };
  let shown = Number.NEGATIVE_INFINITY;
  const show = (): void => {
    if (now() - shown < PERIOD) return;
    shown = now();
    const checks = so.of > 0 ? `${so.answered} of ${so.of} checks answered, ` : '';
    const throttled = so.throttled > 0 ? `, throttled ${so.throttled} times` : '';
    line.show(`${title}: ${checks}${so.calls} calls${throttled}, ${Math.round((now() - begun) / 1000)} s`);
  };
  return {
    asked: () => {
      so.calls += 1;
      show();
    },
    throttled: () => {
      so.throttled += 1;
      show();
    },
    answered: (count, of) => {
      Object.assign(so, { answered: count, of });
      show();
    },
    end: () => line.clear(),
  };
};

/** What of a terminal the line needs. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const ERASE = '\r\u001b[2K';

/** The line of a terminal; elsewhere nothing is shown, so that logs hold the result only. */
export const statusLine = (terminal: Terminal): StatusLine | undefined =>
  terminal.isTTY === true
    ? {
        show: (text) => terminal.write(`${ERASE}${text.slice(0, (terminal.columns ?? 80) - 1)}`),
        clear: () => terminal.write(ERASE),
      }
    : undefined;

import { printableLine } from '../ground/printable';

/** One answer to a save. */
export interface SaveAnswer {
  readonly step: 'types' | 'constructs' | 'gate' | 'synthesis' | 'preview' | 'checks';
  /** `note`: it was left out, and why is said. */
  readonly verdict: 'yes' | 'no' | 'note';
  readonly detail: string;
  /** What a person has to read beside it. */
  readonly lines?: readonly string[];
}

const MARKS = { yes: '✓', no: '✗', note: '·' } as const;

/** An answer for a terminal; each text stays on its line. */
export const answerLines = ({ step, verdict, detail, lines = [] }: SaveAnswer, seconds: number): readonly string[] => [
  `${`${seconds.toFixed(1)}s`.padStart(7)}  ${MARKS[verdict]} ${step.padEnd(10)} ${printableLine(detail)}`.trimEnd(),
  ...lines.map((line) => `           ${printableLine(line)}`.trimEnd()),
];

import { counted } from '../ground/counted';
import { messageOf } from '../ground/message-of';
import { placesInTrace } from '../ground/stack-trace';
import { tail } from '../rehearsal/toolchain/install';
import type { SaveAnswer } from './answers';
import { withCode } from './code-frame';
import { orAborted } from './or-aborted';
import type { AppOutcome } from './stand-by';
import type { Synthesis } from './synthesis';
import type { Types } from './types';

/** What answers a save, one after the other; the rest is not asked after a no. */
export interface Judges {
  readonly directory: string;
  readonly types: Pick<Types, 'changed' | 'everywhere'> | undefined;
  readonly synthesis: Pick<Synthesis, 'run'>;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** Deploys what has changed and asks what is there. Says what it does as it does it. */
  preview(say: (answer: SaveAnswer) => void): Promise<void>;
}

/**
 * Answers a save: types of what has changed and exceptions first, then the gate and the types of everything, then a preview.
 * Nothing that a save breaks ends the watching.
 */
export const answerSave = async (
  files: readonly string[],
  judges: Judges,
  say: (answer: SaveAnswer) => void,
): Promise<void> => {
  const { types } = judges;
  const typed = types === undefined ? Promise.resolve(true) : judged(types.changed(files), say);
  let everywhere: Promise<boolean> | undefined;
  // Not before: it would take processors from what is waited for.
  const judgeEverywhere = () =>
    typed.then((fine) => (fine && types !== undefined ? judged(types.everywhere(), () => undefined, say) : fine));
  try {
    const outcome = await judges.synthesis.run(() => {
      say({ step: 'constructs', verdict: 'yes', detail: '' });
      everywhere ??= judgeEverywhere();
    });
    const constructed = everywhere !== undefined;
    await typed;
    for (const answer of synthesisAnswers(outcome, constructed, judges.directory)) say(answer);
    const fine = await (everywhere ?? judgeEverywhere());
    if (outcome.exitCode !== 0) return;
    if (fine) await previewed(judges, say);
    else say({ step: 'preview', verdict: 'note', detail: 'nothing is deployed while types are wrong' });
  } finally {
    // What is still asked when the watching ends is answered by nobody.
    await orAborted(Promise.allSettled([typed, everywhere]), judges.signal);
  }
};

/** Says what is wrong with types; false where something is. */
const judged = async (
  asked: Promise<readonly string[]>,
  onYes: (answer: SaveAnswer) => void,
  onNo = onYes,
): Promise<boolean> => {
  const lines = await asked;
  const errors = lines.filter((line) => /^\S.*\bTS\d+: /.test(line)).length;
  if (lines.length === 0) onYes({ step: 'types', verdict: 'yes', detail: 'of what has changed' });
  else onNo({ step: 'types', verdict: 'no', detail: counted(errors, 'error'), lines });
  return lines.length === 0;
};

const GATE = /^gate: /;

const synthesisAnswers = (
  { exitCode, output }: AppOutcome,
  constructed: boolean,
  directory: string,
): readonly SaveAnswer[] => {
  const lines = output.trimEnd().split('\n');
  const said = lines.findLast((line) => GATE.test(line));
  const step = said === undefined ? (constructed || exitCode === 0 ? 'synthesis' : 'constructs') : 'gate';
  if (exitCode === 0) return [{ step, verdict: 'yes', detail: said?.replace(GATE, '') ?? '' }];
  if (said !== undefined) return [{ step, verdict: 'no', detail: said.replace(GATE, ''), lines }];
  const [place] = placesInTrace(output, directory);
  const message = lines.find((line) => line.trim() !== '') ?? 'it ended without a word';
  const frame = place === undefined ? [] : withCode(place, message.trim(), directory);
  return [{ step, verdict: 'no', detail: 'failed', lines: frame.length > 0 ? frame : tail(output).split('\n') }];
};

const previewed = async ({ preview }: Judges, say: (answer: SaveAnswer) => void): Promise<void> => {
  try {
    await preview(say);
  } catch (error) {
    say({ step: 'preview', verdict: 'no', detail: 'failed', lines: messageOf(error).split('\n') });
  }
};

import type { Summary } from '../record/summary';
import { decisiveAction } from './closing';

/** How the release was run. */
export interface Circumstances {
  readonly kept: boolean;
  readonly approvedByItself: boolean;
}

/** What to try next. */
export function nextSteps(summary: Summary, { kept, approvedByItself }: Circumstances): readonly string[] {
  const keep = '--keep leaves the emulator running, to look around with aws and to push a second release';
  if (summary.status === 'Succeeded') {
    const ask = 'run it in a terminal, or with --approve none, to decide yourself';
    return [...(kept ? [] : [keep]), ...(approvedByItself ? [ask] : [])];
  }
  const decisive = decisiveAction(summary)?.action;
  if (decisive?.category === 'Approval') return ['--approve all, ask, or the names of environments lets it go on'];
  const again = 'fix it, commit, and rehearse again; --dirty takes the working tree as it is';
  return decisive?.category === 'Deploy' && !kept ? [again, keep] : [again];
}

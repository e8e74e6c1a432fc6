import { relative } from 'node:path';
import { askForApproval } from '../../lib/rehearsal/console/ask';
import { liveView } from '../../lib/rehearsal/console/live-view';
import { plainView } from '../../lib/rehearsal/console/plain-view';
import type { Theme } from '../../lib/rehearsal/console/theme';
import type { View } from '../../lib/rehearsal/console/view';
import type { Rehearsal } from '../../lib/rehearsal/rehearsal';
import type { AskWith } from '../../lib/rehearsal/release/approval-policy';
import { changesOf, openPages } from './approval-changes';
import type { Shell } from './shell';

/** Draws in place on a terminal; a line per event everywhere else, and where the tools' own output is wanted. */
export const chooseView = (screen: NodeJS.WriteStream, look: Theme, debug: boolean): View => {
  if (screen.isTTY === true && !debug) return liveView(screen, look);
  return plainView((line) => screen.write(`${line}\n`), look);
};

/** Asks the person at the terminal while the view rests; one question at a time. */
export const terminalAsk = (shell: Shell, view: View, look: Theme, { commit }: Rehearsal): AskWith => {
  let before: Promise<unknown> = Promise.resolve();
  const terminal = { input: shell.stdin, output: shell.stdout };
  return (request, { summary, pages }, signal) => {
    const validations = (summary?.targets ?? []).flatMap(({ environment, account, validation }) =>
      validation === null
        ? []
        : [
            `${environment} (${account}): ${validation.pass} pass, ${validation.fail} fail, ${validation.cannotTell} cannot tell`,
          ],
    );
    const { changes, diff } = changesOf(pages);
    const about = {
      request,
      commit,
      validations,
      pages: near(pages),
      changes,
      diff: () => (diff.length === 0 ? ['nobody has compared this release: there is no difference to show'] : diff),
      open: () => openPages(pages),
    };
    const answer = before.then(() => view.during(() => askForApproval(about, terminal, look, signal)));
    before = answer.catch(() => undefined);
    return answer;
  };
};

/** Paths as somebody in this directory would type them. */
const near = (files: readonly string[]): readonly string[] => files.map((file) => relative(process.cwd(), file));

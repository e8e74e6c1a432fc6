import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { plainText } from '../../lib/rehearsal/console/text';
import { review } from '../../lib/review/review';
import { summaryLines } from '../../lib/review/summary-lines';
import { writeReview } from '../../lib/review/write-review';
import { commitAtHand } from './commit-at-hand';
import { freshRelease } from './fresh-assembly';
import { printJson, printLines } from './printing';
import { lastPromoted } from './promoted';
import { namedBaseline } from './review-baseline';
import type { Finish, Shell } from './shell';
import { stopOnSignals } from './signals';

interface ReviewOptions {
  readonly from?: string;
  readonly environment?: string;
  readonly output?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

/** `bin/delivery review`: what the synthesized release changes, as the page that an approver decides from. */
export const addReview = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('review')
    .description('say what the synthesized release changes, and write the page to decide from')
    .option(
      '--from <what>',
      'a revision, a gate report or an assembly; default: what was last promoted on this machine',
    )
    .option('--environment <name>', 'only this environment; default: everything, the pipeline too')
    .option('--output <directory>', 'where review.html, gate.html and review.json go; default: cdk.out/review')
    .option('--json', 'print the review as one JSON document on stdout')
    .option('--debug', 'show the output of all tools, and stack traces')
    .action(async (options: ReviewOptions) => finish(await runReview(options, shell)));
};

/** Answers the exit code: 0 the gate says yes, 1 it says no. */
export const runReview = async (options: ReviewOptions, shell: Shell): Promise<number> => {
  const { root, stderr } = shell;
  const { json = false, debug = false, environment } = options;
  const release = freshRelease(root);
  const from = options.from ?? lastPromoted(root);
  const signals = stopOnSignals();
  try {
    const baseline = await namedBaseline({
      from,
      release,
      shell,
      signal: signals.signal,
      say: (line) => stderr.write(`${line}\n`),
      onLine: (line) => (debug ? stderr.write(`${plainText(line)}\n`) : true),
    });
    const today = new Date();
    const compared = review(baseline, release, { ...(environment !== undefined && { environment }), today });
    const made = { ...compared, release: await commitAtHand(shell) };
    const directory = options.output === undefined ? join(root, 'cdk.out', 'review') : resolve(options.output);
    const page = await writeReview(directory, { review: made, report: release.report, validations: [] });
    if (json) printJson(shell, made);
    else printLines(shell, [...summaryLines(made), page]);
    return made.verdict === 'yes' ? 0 : 1;
  } catch (error) {
    throw signals.reasonOf(error);
  } finally {
    signals.forget();
  }
};

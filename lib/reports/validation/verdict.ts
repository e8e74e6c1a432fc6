import { allPassed, type ValidationReport, type ValidationSummary } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { code, html, type PageVerdict } from '../kit';

/** What a validation proves. Where not every check was asked, a pass is one in part. */
export const verdictOf = (report: ValidationReport): PageVerdict => {
  const { summary, results, only } = report;
  if (results.length === 0) {
    return { tone: 'unsure', word: 'Nothing proved', because: 'No check gave an answer. That counts as a failure.' };
  }
  const verdict = wholeVerdict(summary);
  if (only === undefined) return verdict;
  const part = html` Only ${only.map((check, index) => html`${index > 0 && ', '}${code(check)}`)} ${only.length === 1 ? 'was' : 'were'} asked: this does not vouch for the target.`;
  const because = html`${verdict.because}${part}`;
  return allPassed(summary) ? { tone: 'unsure', word: 'Passed in part', because } : { ...verdict, because };
};

const wholeVerdict = (summary: ValidationSummary): PageVerdict => {
  const { pass, fail, cannotTell } = summary;
  if (allPassed(summary)) {
    return {
      tone: 'good',
      word: 'Passed',
      because: `${pass === 1 ? 'The one answer of the live APIs is' : `All ${counted(pass, 'answer')} of the live APIs are`} what was promised.`,
    };
  }
  const failed = fail > 0 && `${counted(fail, 'answer')} ${fail === 1 ? 'is' : 'are'} not what was promised`;
  const untold = cannotTell > 0 && `${counted(cannotTell, 'check')} could not look, which counts as a failure`;
  const because = `${[failed, untold].filter((text) => text !== false).join(', and ')}.`;
  return fail > 0 ? { tone: 'bad', word: 'Failed', because } : { tone: 'unsure', word: 'Cannot tell', because };
};

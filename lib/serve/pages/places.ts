import type { Summary, TargetSummary } from '../../rehearsal/record/summary';
import { badge, code, type Html, html, type Tone, table } from '../../reports/kit';
import { executionLink, executionPath } from './words';

/** What runs where: every stack of every environment, in which state, and what put it there. */
export const placesTable = (releases: readonly Summary[]): Html => {
  const newest = releases.find(({ targets }) => targets.length > 0);
  const rows = (newest?.targets ?? []).flatMap((target) => {
    const from = deployedBy(releases, target.environment);
    const version =
      from === undefined
        ? ''
        : html`<code>${from.commitId.slice(0, 7)}</code> by ${executionLink(from.pipelineExecutionId)}`;
    const proved = validated(releases, target);
    return target.stacks.map(({ stackName, status }) => ({
      cells: [
        target.environment,
        `${target.account} ${target.region}`,
        code(stackName),
        badge(toneOfStack(status), status),
        version,
        proved,
      ],
    }));
  });
  const columns = ['Environment', 'Account and region', 'Stack', 'State', 'Version', 'Validation'].map((heading) => ({
    heading,
  }));
  return table({ caption: 'What runs where', quiet: true, columns, rows, empty: 'Nothing is deployed yet.' });
};

/** Half-done, and done badly, are told from done. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
const toneOfStack = (status: string): Tone => {
  if (/FAILED|ROLLBACK/.test(status)) return 'bad';
  return status.endsWith('_COMPLETE') ? 'good' : 'noted';
};

/** The newest release that has done everything in an environment. */
export const deployedBy = (releases: readonly Summary[], environment: string): Summary | undefined =>
  releases.find(({ stages }) =>
    stages.some(({ stageName, status }) => stageName === environment && status === 'Succeeded'),
  );

const validated = (releases: readonly Summary[], { environment, account, region }: TargetSummary): Html | string => {
  for (const { pipelineExecutionId, targets } of releases) {
    const found = targets.find(
      (each) => each.environment === environment && each.account === account && each.region === region,
    );
    if (found?.validation == null) continue;
    const { pass, fail, cannotTell } = found.validation;
    const tone = fail + cannotTell > 0 ? 'bad' : 'good';
    return html`<a href="${executionPath(pipelineExecutionId)}#reports">${badge(tone, `${pass} pass, ${fail} fail, ${cannotTell} cannot tell`)}</a>`;
  }
  return '';
};

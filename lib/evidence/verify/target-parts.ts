import { REVIEW_PAGE, targetPrefix } from '../../contract/evidence-layout';
import { VALIDATION_REPORT } from '../../contract/validation-report';
import { readValidation } from '../close/describe-environment';
import type { RecordedEnvironment, RecordedTarget } from '../statement';
import { type Discrepancy, finding, findingUnless } from './finding';

const KINDS = ['pass', 'fail', 'cannotTell'] as const;

/** What a target must have left behind in an environment that was decided on or validated, and what its report must say. */
export const examineTarget = (
  { name, approvals }: RecordedEnvironment,
  target: RecordedTarget,
  { validated, reviewed }: { readonly validated: boolean; readonly reviewed: boolean },
  json: (name: string) => unknown,
): readonly Discrepancy[] => {
  const prefix = targetPrefix(name, target);
  const { validation, review } = target;
  return [
    ...(validated && validation === null
      ? [finding('missing', `${prefix}${VALIDATION_REPORT}`, `${name} was validated, and the report is not there`)]
      : []),
    ...(reviewed && approvals.length > 0 && review === null
      ? [finding('missing', `${prefix}${REVIEW_PAGE}`, `${name} was decided on, and the page about it is not there`)]
      : []),
    ...(validation === null ? [] : examineReport(name, target, validation, validated, json)),
  ];
};

const examineReport = (
  environment: string,
  { account, region }: RecordedTarget,
  validation: NonNullable<RecordedTarget['validation']>,
  validated: boolean,
  json: (name: string) => unknown,
): readonly Discrepancy[] => {
  const { name } = validation.report;
  const report = readValidation(json(name));
  if (report === undefined) return [finding('contradictory', name, 'it is no validation report')];
  const miscounted = KINDS.filter((kind) => report.summary[kind] !== validation[kind]);
  const here = report.environment === environment && report.account === account && report.region === region;
  const passed = validation.pass > 0 && validation.fail === 0 && validation.cannotTell === 0;
  return [
    ...miscounted.map((kind) =>
      finding('contradictory', name, `it counts ${report.summary[kind]} ${kind}, the record ${validation[kind]}`),
    ),
    ...findingUnless(
      here,
      'contradictory',
      name,
      `it is about ${report.environment} in ${report.account} ${report.region}`,
    ),
    ...findingUnless(!validated || passed, 'contradictory', name, 'the validation succeeded, and its report does not'),
  ];
};

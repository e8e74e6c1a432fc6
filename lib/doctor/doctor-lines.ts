import type { DoctorFinding, DoctorReport } from '../contract/doctor-report';
import { counted } from '../ground/counted';
import { groupBy } from '../ground/group-by';
import type { DoctorCheck } from './doctor-check';

/** For a terminal: problems first, each with its cure; checks that could not look for the same reason share one entry. */
export const doctorLines = ({ findings, summary }: DoctorReport): readonly string[] => {
  const { ok, problem, notLooked } = summary;
  const alike = groupBy(findings, ({ state, where, what, cure }) => JSON.stringify([state, where, what, cure]));
  return [
    ...[...alike.values()].flatMap(entry),
    `${counted(ok, 'check')} found nothing, ${problem} found ${problem === 1 ? 'a problem' : 'problems'}, ${notLooked} could not look everywhere`,
  ];
};

const entry = (alike: readonly DoctorFinding[]): readonly string[] => {
  const [first] = alike;
  if (first === undefined) return [];
  const { state, where, what, cure } = first;
  const checks = alike.map(({ check }) => check).join(', ');
  return [
    `${state === 'problem' ? 'PROBLEM' : 'NOT SEEN'}  ${where}: ${what}`,
    `  do   ${cure}`,
    `  by   ${checks}`,
    '',
  ];
};

/** Every check and what it looks at. */
export const doctorList = (checks: readonly DoctorCheck[]): readonly (readonly [string, string])[] =>
  checks.map(({ id, about }) => [id, about]);

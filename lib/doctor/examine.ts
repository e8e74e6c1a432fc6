import type { DoctorFinding, DoctorReport } from '../contract/doctor-report';
import type { DoctorCheck } from './doctor-check';
import type { Patient } from './patient';

/** Asks every check, all at once. What one of them could not see is a finding, too. */
export const examine = async (checks: readonly DoctorCheck[], patient: Patient): Promise<DoctorReport> => {
  const answers = await Promise.all(
    checks.map(async ({ id, look }) => (await look(patient)).map((seen): DoctorFinding => ({ check: id, ...seen }))),
  );
  const findings = answers.flat();
  const stateOf = (found: readonly DoctorFinding[]) =>
    found.some(({ state }) => state === 'problem') ? 'problem' : found.length > 0 ? 'notLooked' : 'ok';
  const summary = { ok: 0, problem: 0, notLooked: 0 };
  for (const found of answers) summary[stateOf(found)] += 1;
  const first = ({ state }: DoctorFinding): number => (state === 'problem' ? 0 : 1);
  return { schema: 1, summary, findings: findings.toSorted((one, other) => first(one) - first(other)) };
};

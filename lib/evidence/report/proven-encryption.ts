import { ENCRYPTION_CHECKS, type ReportedRelease } from '../../contract/evidence-report';
import type { ValidationReport } from '../../contract/validation-report';
import { counted } from '../../ground/counted';
import { readValidation } from '../close/describe-environment';
import type { RecordedEnvironment } from '../statement';
import type { ReadPart } from './read-part';

type Encryption = ReportedRelease['encryption'][number];

/** Whether the validations of a release have proven encryption, target by target; those that it never reached are left out. */
export const provenEncryption = async (
  environments: readonly RecordedEnvironment[],
  read: ReadPart,
): Promise<readonly Encryption[]> => {
  const targets = environments.flatMap(({ name, targets: own }) =>
    own
      .filter(({ changeSets, validation }) => changeSets.length > 0 || validation !== null)
      .map((target) => ({ name, ...target })),
  );
  return Promise.all(
    targets.map(async ({ name: environment, account, region, validation }) => {
      const report = readValidation(await read(validation?.report ?? null));
      return { environment, account, region, ...(report === undefined ? UNKNOWN : judged(report)) };
    }),
  );
};

const UNKNOWN = {
  proven: 'unknown' as const,
  because: 'no report of a validation is kept',
  passed: 0,
  unproven: [],
};

const judged = ({ results, only, notAsked = [] }: ValidationReport) => {
  const asked = results.filter(({ check }) => ENCRYPTION_CHECKS.includes(check));
  const passed = asked.filter(({ status }) => status === 'pass').length;
  const unproven = [
    ...asked.flatMap((each) =>
      each.status === 'pass' ? [] : [{ check: each.check, subject: each.subject, because: each.because }],
    ),
    ...notAsked
      .filter(({ check }) => ENCRYPTION_CHECKS.includes(check))
      .map(({ check, because }) => ({ check, subject: '', because: `it was not asked: ${because}` })),
  ];
  const verdict = (proven: Encryption['proven'], because: string) => ({ proven, because, passed, unproven });
  if (unproven.length > 0)
    return verdict('no', `${counted(unproven.length, 'answer')} about encryption proved nothing`);
  if (only !== undefined) return verdict('no', `only some checks were asked: ${only.join(', ')}`);
  if (passed === 0) return verdict('no', 'nothing was asked about encryption');
  return verdict('yes', `${counted(passed, 'answer')} about encryption, all of them a pass`);
};

import { beforeAll, describe, expect, test } from '@jest/globals';
import { VALIDATION_PERMISSIONS } from '../../../lib/contract/validation-permissions';
import type { ValidationReport } from '../../../lib/contract/validation-report';
import { sdkCloud, validate } from '../../../lib/validation';
import { CHECKS } from '../../../lib/validation/checks';
import { brokenRules } from '../../_helpers/published-schema';
import { REGION } from '../../stacks/_helpers/delivered';
import { iamAction } from '../_helpers/iam-action';
import { type LiveTarget, TARGET } from '../broken/live-target';
import { releaseOf } from '../broken/stacks';

const ALLOWED: readonly string[] = VALIDATION_PERMISSIONS.map(({ action }) => action);

const difference = (needed: ReadonlySet<string>, allowed: readonly string[]) => ({
  missing: [...needed].filter((action) => !allowed.includes(action)),
  unused: allowed.filter((action) => !needed.has(action)),
});

/** What a full validation asks of a deployed target as it was deployed. */
export const permissionsOfAValidation = (target: () => LiveTarget): void => {
  describe('a full validation of a deployed target', () => {
    /** Permissions that its calls needed, as the SDK made them and not as anybody says. */
    const used = new Set<string>();
    let report: ValidationReport;

    beforeAll(async () => {
      const asked = (call: Parameters<typeof iamAction>[0]) => {
        const action = iamAction(call);
        if (action !== undefined) used.add(action);
      };
      const cloud = sdkCloud({ region: REGION, listener: { asked } });
      report = await validate(TARGET, { cloud, release: releaseOf(target()) });
    });

    test('asks every check, and every check could look', () => {
      expect(report.only).toBeUndefined();
      expect(report.notAsked).toBeUndefined();
      expect(new Set(report.results.map(({ check }) => check))).toEqual(new Set(CHECKS.map(({ id }) => id)));
      expect(report.results.filter(({ status }) => status === 'cannot-tell')).toEqual([]);
    });

    test('needs no permission that its role lacks, and leaves none unused', () => {
      expect(difference(used, ALLOWED)).toEqual({ missing: [], unused: [] });
    });

    test('would be found to lack a permission, and to have one too many', () => {
      const [first = '', ...others] = ALLOWED;
      expect(difference(used, others)).toEqual({ missing: [first], unused: [] });
      expect(difference(used, [...ALLOWED, 's3:GetObject'])).toEqual({ missing: [], unused: ['s3:GetObject'] });
    });

    test('leaves a report as its published schema says', () => {
      expect(brokenRules('validation-report')(JSON.parse(JSON.stringify(report)))).toEqual([]);
    });
  });
};

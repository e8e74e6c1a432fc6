import { z } from 'zod';

const violation = z.object({
  ruleName: z.string(),
  description: z.string(),
  severity: z.string().optional(),
  suggestedFix: z.string().optional(),
  fix: z.string().optional(),
  violatingConstructs: z.array(
    z.object({
      constructPath: z.string().optional(),
      cloudFormationResource: z.object({ logicalId: z.string(), templatePath: z.string() }).partial().optional(),
    }),
  ),
});

const schema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      violations: z.array(violation),
      suppressedViolations: z.array(violation.extend({ reason: z.string(), acknowledgedId: z.string() })).default([]),
    }),
  ),
});

/** One rule that one resource violates, as the CDK reports it. */
export interface ReportedFinding {
  readonly pack: string;
  readonly finding: string;
  readonly path: string;
  readonly description: string;
  readonly fix?: string;
}

/** What the packs said, by finding and resource. */
export interface Report {
  readonly findings: readonly ReportedFinding[];
  readonly acknowledged: readonly ReportedFinding[];
}

/** Reads the CDK's `validation-report.json`; throws a ZodError when the file is none. */
export const readReport = (json: unknown): Report => {
  const { pluginReports } = schema.parse(json);
  const flat = (kind: 'violations' | 'suppressedViolations'): readonly ReportedFinding[] =>
    pluginReports.flatMap(({ pluginName, [kind]: violations }) =>
      violations.flatMap(({ ruleName, description, fix, suggestedFix, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath, cloudFormationResource: resource }) => {
          const cure = suggestedFix ?? fix;
          return {
            pack: pluginName,
            finding: ruleName,
            path: constructPath ?? `${resource?.templatePath ?? 'unknown template'}#${resource?.logicalId ?? ''}`,
            description,
            ...(cure === undefined ? {} : { fix: cure }),
          };
        }),
      ),
    );
  return { findings: flat('violations'), acknowledged: flat('suppressedViolations') };
};

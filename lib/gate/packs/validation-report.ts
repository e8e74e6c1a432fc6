import { z } from 'zod';
import type { GateFinding } from '../../contract/gate-report';
import { ruleOf } from '../register/acknowledgement';
import { isUntold, whyUntold } from './cannot-tell';
import { withoutControls } from './catalogue';
import { reportedName } from './watched-pack';

const violation = z.object({
  ruleName: z.string(),
  description: z.string(),
  suggestedFix: z.string().optional(),
  ruleMetadata: z.looseObject({ because: z.string().optional() }).optional(),
  violatingConstructs: z.array(
    z.object({
      constructPath: z.string().optional(),
      cloudFormationResource: z.object({ logicalId: z.string(), templatePath: z.string() }).optional(),
    }),
  ),
});

const schema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.enum(['success', 'failure']),
      metadata: z.record(z.string(), z.string()).optional(),
      violations: z.array(violation),
      suppressedViolations: z.array(violation).default([]),
    }),
  ),
});

type Violation = z.infer<typeof violation>;
type Violating = Violation['violatingConstructs'][number];

/** What the packs said, by finding and resource; in which stack that is, nobody has looked up yet. */
export interface PacksReport {
  readonly findings: readonly GateFinding[];
  readonly acknowledged: readonly GateFinding[];
  /** Packs that ended in an error and therefore found nothing. */
  readonly failures: readonly string[];
}

/** Reads the CDK's `validation-report.json`; throws a ZodError when the file is none. */
export const readPacksReport = (json: unknown): PacksReport => {
  const { pluginReports } = schema.parse(json);
  return {
    findings: pluginReports.flatMap(({ pluginName, violations }) => flat(pluginName, violations)),
    acknowledged: pluginReports.flatMap(({ pluginName, suppressedViolations }) =>
      flat(pluginName, suppressedViolations),
    ),
    // A pack that throws is reported as a failure without any violation.
    failures: pluginReports
      .filter(({ conclusion, violations }) => conclusion === 'failure' && violations.length === 0)
      .map(({ pluginName, metadata }) => metadata?.['error'] ?? `${pluginName} failed and does not say why`),
  };
};

const flat = (pluginName: string, violations: readonly Violation[]): readonly GateFinding[] =>
  violations.flatMap(({ ruleName, description, suggestedFix, ruleMetadata: { because } = {}, violatingConstructs }) =>
    pathsOf(violatingConstructs).map((resource) => ({
      pack: reportedName(pluginName),
      rule: ruleOf(ruleName),
      finding: ruleName,
      resource,
      because: isUntold(ruleName) ? whyUntold(withoutControls(description)) : (because ?? withoutControls(description)),
      ...(isUntold(ruleName) ? { status: 'cannot-tell' as const } : {}),
      ...(suggestedFix === undefined ? {} : { fix: suggestedFix }),
    })),
  );

/** A violation that names no construct is one all the same. */
const pathsOf = (constructs: readonly Violating[]): readonly string[] =>
  constructs.length === 0 ? ['(no resource named)'] : constructs.map(pathOf);

const pathOf = ({ constructPath, cloudFormationResource: resource }: Violating): string => {
  if (constructPath) return constructPath;
  return resource ? `${resource.templatePath}#${resource.logicalId}` : '(no resource named)';
};

import { z } from 'zod';
import type { GateReport } from '../contract/gate-report';
import { UserError } from '../ground/user-error';

const text = z.string();
const texts = z.array(text);
const counts = z.record(text, z.number());

const finding = z.object({
  ...{ pack: text, rule: text, finding: text, resource: text, because: text },
  ...{ stack: text.optional(), logicalId: text.optional(), fix: text.optional() },
  at: z.object({ file: text, line: z.number() }).optional(),
});

const ruleInStack = z.discriminatedUnion('applied', [
  z.object({ stack: text, applied: z.literal(true), resources: z.number() }),
  z.object({ stack: text, applied: z.literal(false), because: text }),
]);

/** Schema 1; what a later writer adds is kept, as nothing here depends on it. */
const report = z.object({
  schema: z.literal(1),
  application: text,
  verdict: z.enum(['yes', 'no']),
  ...{ objections: texts, warnings: texts },
  packs: z.array(z.looseObject({ name: text, version: text, rules: z.number().optional(), looked: counts })),
  rules: z.array(
    z.object({
      ...{ id: text, pack: text, requires: text, hipaa: texts, source: text.optional() },
      stacks: z.array(ruleInStack),
    }),
  ),
  stacks: z.array(
    z.object({
      ...{ path: text, stackName: text, environment: text.optional(), account: text, region: text },
      ...{ template: text, sha256: text, resources: z.number() },
    }),
  ),
  findings: z.array(finding),
  acknowledged: z.array(
    z.object({
      ...finding.shape,
      acknowledgement: z.object({ reason: text, owner: text, expires: text, ticket: text }),
    }),
  ),
});

/**
 * Reads a gate report from parsed JSON.
 *
 * @throws {UserError} when something is not as schema 1 says, naming it
 */
export const parseReport = (value: unknown, name: string): GateReport => {
  const { data, error } = report.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new UserError(`${name} is no gate report of schema 1: ${issue?.path.join('.')}: ${issue?.message}`);
};

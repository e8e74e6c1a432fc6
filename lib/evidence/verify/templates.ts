import * as z from 'zod/mini';
import { type ReportedStack, reportedStackSchema } from '../../contract/gate-report';
import { objectAt } from '../../ground/json';
import { BUILD_PARTS } from '../build/layout';
import type { ReleaseRecord } from '../statement';
import { type Discrepancy, finding } from './finding';

const judgedSchema = z.pick(reportedStackSchema, { template: true, sha256: true });

/** Values in a report of the gate: it has every finding of every stack, 4,000 per target. */
export const MOST_GATE_VALUES = 2_000_000;

/** One after the other: the first that is none is enough. */
const stacksIn = (report: unknown): readonly Pick<ReportedStack, 'template' | 'sha256'>[] | undefined => {
  const { stacks } = objectAt(report);
  if (!Array.isArray(stacks)) return undefined;
  return stacks.every((each) => judgedSchema.safeParse(each).success) ? stacks : undefined;
};

/** The templates that were kept are those that the gate has judged, to the byte. */
export const examineTemplates = (
  { build: { templates, gateReport } }: ReleaseRecord,
  directory: string,
  report: unknown,
): readonly Discrepancy[] => {
  const stacks = stacksIn(report);
  if (stacks === undefined)
    return [finding('contradictory', gateReport?.name ?? directory, 'it is no report of the gate')];
  const kept = new Map(templates.map(({ name, sha256 }) => [name, sha256]));
  return stacks.flatMap(({ template, sha256 }) => {
    const name = `${directory}${BUILD_PARTS.templates}${template}`;
    const found = kept.get(name);
    if (found === sha256) return [];
    if (found === undefined) return [finding('missing', name, 'the gate has judged it, and it was not kept')];
    return [finding('contradictory', name, `the gate has judged ${sha256}, and this is ${found}`)];
  });
};

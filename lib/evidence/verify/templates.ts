import { z } from 'zod';
import { BUILD_PARTS } from '../build/layout';
import type { ReleaseRecord } from '../statement';
import { type Discrepancy, finding } from './finding';

const gateSchema = z.object({ stacks: z.array(z.unknown()) });
const stackSchema = z.object({ template: z.string(), sha256: z.string() });

/** Values in a report of the gate: it has every finding of every stack, 4,000 per target. */
export const MOST_GATE_VALUES = 2_000_000;

/** One after the other: the first that is none is enough. */
const stacksIn = (report: unknown): readonly z.output<typeof stackSchema>[] | undefined => {
  const read = gateSchema.safeParse(report);
  const stacks: z.output<typeof stackSchema>[] = [];
  for (const each of read.data?.stacks ?? []) {
    const stack = stackSchema.safeParse(each);
    if (!stack.success) return undefined;
    stacks.push(stack.data);
  }
  return read.success ? stacks : undefined;
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

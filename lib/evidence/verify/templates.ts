import { z } from 'zod';
import { BUILD_PARTS } from '../build/layout';
import type { ReleaseRecord } from '../statement';
import { type Finding, finding } from './finding';

const gateSchema = z.object({ stacks: z.array(z.object({ template: z.string(), sha256: z.string() })) });

/** The templates that were kept are those that the gate has judged, to the byte. */
export const examineTemplates = (
  { build: { templates, gateReport } }: ReleaseRecord,
  directory: string,
  report: unknown,
): readonly Finding[] => {
  const read = gateSchema.safeParse(report);
  if (!read.success) return [finding('contradictory', gateReport?.name ?? directory, 'it is no report of the gate')];
  const kept = new Map(templates.map(({ name, sha256 }) => [name, sha256]));
  return read.data.stacks.flatMap(({ template, sha256 }) => {
    const name = `${directory}${BUILD_PARTS.templates}${template}`;
    const found = kept.get(name);
    if (found === sha256) return [];
    if (found === undefined) return [finding('missing', name, 'the gate has judged it, and it was not kept')];
    return [finding('contradictory', name, `the gate has judged ${sha256}, and this is ${found}`)];
  });
};

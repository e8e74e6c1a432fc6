import * as z from 'zod';
import { gateReportSchema } from '../../contract/gate-report';
import { BUILD_MANIFEST, BUILD_PARTS, buildDirectories } from '../build/layout';
import type { RecordedBuild } from '../statement';
import type { Parts } from './parts';

const manifestSchema = z.object({ tools: z.record(z.string(), z.string()) });

/** What the release's last build left; whatever it did not leave is null. */
export const describeBuild = (parts: Parts): RecordedBuild => {
  const directory = buildDirectories(parts.all.map(({ name }) => name)).at(-1) ?? '';
  const part = (name: string) => parts.find(`${directory}${name}`) ?? null;
  const manifest = manifestSchema.safeParse(parts.json(`${directory}${BUILD_MANIFEST}`));
  const gate = gateReportSchema.safeParse(parts.json(`${directory}${BUILD_PARTS.gateReport}`));
  return {
    source: part(BUILD_PARTS.source),
    lockfile: part(BUILD_PARTS.lockfile),
    inventory: part(BUILD_PARTS.inventory),
    gateReport: part(BUILD_PARTS.gateReport),
    templates:
      directory === '' ? [] : parts.all.filter(({ name }) => name.startsWith(`${directory}${BUILD_PARTS.templates}`)),
    tools: manifest.success ? manifest.data.tools : {},
    verdict: gate.success ? gate.data.verdict : null,
    acknowledgements: gate.success ? gate.data.acknowledged.length : null,
  };
};

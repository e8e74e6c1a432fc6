import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import { messageOf } from '../../../ground/message-of';
import { reportedName, type WatchedPack } from '..';
import { type Report, readReport } from '../validation-report';
import type { Plant } from './plants';

/** No stack of a real app has such an id. */
const CANARY = '(canary)';

/**
 * Shows a second, tiny app to the very packs that have looked at the real one, and objects to every pack that does not
 * find what is planted there: what it has not found in the real app means nothing.
 */
export const sing = (packs: readonly WatchedPack[], plants: readonly Plant[]): readonly string[] => {
  const missing = plants
    .filter(({ pack }) => !packs.some(({ name }) => reportedName(name) === pack))
    .map(({ pack }) => `pack ${pack} is missing: nothing has looked for what it finds`);
  const present = plants.filter(({ pack }) => packs.some(({ name }) => reportedName(name) === pack));
  if (present.length === 0) return missing;
  const directory = mkdtempSync(join(tmpdir(), 'canary-'));
  try {
    const report = reportOn(directory, packs, present);
    return [...missing, ...present.filter((plant) => !isFound(plant, report)).map((plant) => deaf(plant, report))];
  } catch (error) {
    return [...missing, `the canary could not be synthesized: ${messageOf(error)}`];
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const reportOn = (outdir: string, packs: readonly WatchedPack[], plants: readonly Plant[]): Report => {
  const app = new App({
    outdir,
    analyticsReporting: false,
    autoSynth: false,
    builtinCloudFormationValidation: false,
    treeMetadata: false,
    postCliContext: { [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false },
  });
  const stack = new Stack(app, CANARY, {
    stackName: 'canary',
    env: { account: '111111111111', region: 'us-east-1' },
  });
  for (const plant of plants) plant.plant(stack, plant.pack);
  Validations.of(app).addPlugins(...packs);
  app.synth();
  return readReport(JSON.parse(readFileSync(join(outdir, VALIDATION_REPORT_FILE), 'utf8')));
};

const isFound = ({ pack, rule }: Plant, { findings }: Report): boolean =>
  findings.some(
    (each) => reportedName(each.pack) === pack && each.finding === rule && each.path === `${CANARY}/${pack}`,
  );

const deaf = ({ pack, rule }: Plant, { failures }: Report): string =>
  [
    `pack ${pack} did not find ${rule}, which was planted for it: what it has not found elsewhere means nothing`,
    ...failures,
  ].join('; ');

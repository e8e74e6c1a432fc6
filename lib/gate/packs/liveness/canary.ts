import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import { messageOf } from '../../../ground/message-of';
import { reportedName, type WatchedPack } from '..';
import { type PacksReport, readPacksReport } from '../validation-report';

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

const reportOn = (outdir: string, packs: readonly WatchedPack[], plants: readonly Plant[]): PacksReport => {
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
  return readPacksReport(JSON.parse(readFileSync(join(outdir, VALIDATION_REPORT_FILE), 'utf8')));
};

const isFound = ({ pack, rule }: Plant, { findings }: PacksReport): boolean =>
  findings.some((each) => each.pack === pack && each.finding === rule && each.resource === `${CANARY}/${pack}`);

const deaf = ({ pack, rule }: Plant, { failures }: PacksReport): string =>
  [
    `pack ${pack} did not find ${rule}, which was planted for it: what it has not found elsewhere means nothing`,
    ...failures,
  ].join('; ');

/** A violation that a pack must find. */
export interface Plant {
  /** The pack's name as the report has it; also the id of the planted resource. */
  readonly pack: string;
  readonly rule: string;
  /** Puts a resource with the pack's name as id into a stack. */
  plant(stack: Stack, id: string): void;
}

/**
 * One violation per pack; a pack that has none here cannot prove that it is awake.
 *
 * Types of resources that every target has, so that the schema check's engine need not be built again.
 */
export const PLANTS: readonly Plant[] = [
  {
    pack: 'AwsSolutions',
    rule: 'AwsSolutions-KMS5',
    plant: (stack, id) => new CfnKey(stack, id, { keyPolicy: POLICY, enableKeyRotation: false }),
  },
  {
    pack: 'HIPAA.Security',
    rule: 'HIPAA.Security-CloudWatchLogGroupEncrypted',
    plant: (stack, id) => new CfnLogGroup(stack, id, { retentionInDays: 90 }),
  },
  {
    pack: 'ZeroTrust',
    rule: 'ZT-05-KeysRotate',
    plant: (stack, id) =>
      new CfnKey(stack, id, { keyPolicy: POLICY, enableKeyRotation: true, rotationPeriodInDays: 365 }),
  },
  {
    pack: 'CloudFormation-Validate',
    rule: 'W3030',
    plant: (stack, id) => new CfnLogGroup(stack, id, { retentionInDays: 91 }),
  },
];

const POLICY = { Version: '2012-10-17', Statement: [] };

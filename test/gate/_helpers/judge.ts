import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Gate, type GateVerdict } from '../../../lib/gate/gate';
import { WatchedAwsSolutions, WatchedHipaaSecurity, type WatchedPack, WatchedZeroTrust } from '../../../lib/gate/packs';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import type { ReleasePromise, TargetPromise } from '../../../lib/gate/templates/template';
import { APP_CONTEXT } from '../../../lib/pipeline';
import { WITHOUT_TRACES } from '../../_helpers/without-traces';

/** How the gate is installed. */
export interface Installation {
  readonly register?: readonly Acknowledgement[];
  /** @default - all but the schema check, whose engine takes seconds */
  readonly packs?: (app: App) => readonly WatchedPack[];
  /** The day on which it is asked. @default - one on which nothing of this repository's register has expired */
  readonly today?: string;
  /** Called between synthesis and judgement. */
  readonly afterSynth?: (directory: string) => void;
}

/** The packs that look at constructs and at our requirements. */
export const quickPacks = (
  app: App,
  targets: readonly TargetPromise[] = [],
  release: ReleasePromise = {},
): readonly WatchedPack[] => [
  new WatchedAwsSolutions(app),
  new WatchedHipaaSecurity(app),
  new WatchedZeroTrust(undefined, targets, release),
];

/** Runs `use` with a directory that is gone afterwards. */
export const inDirectory = <T>(use: (directory: string) => T): T => {
  const directory = mkdtempSync(join(tmpdir(), 'gate-'));
  try {
    return use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** An app as bin/app.ts makes it, without the engine that the library starts by itself. */
export const appIn = (outdir: string): App =>
  new App({
    outdir,
    analyticsReporting: false,
    autoSynth: false,
    builtinCloudFormationValidation: false,
    postCliContext: { ...APP_CONTEXT, ...WITHOUT_TRACES, [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false },
  });

/** What the gate says of an app that holds what `build` puts there. */
export const judge = (
  build: (app: App) => void,
  { register = [], packs = quickPacks, today = '2026-11-23', afterSynth }: Installation = {},
) =>
  inDirectory((outdir): GateVerdict => {
    const app = appIn(outdir);
    build(app);
    const gate = new Gate(app, register, packs(app), undefined, today);
    const assembly = app.synth();
    afterSynth?.(outdir);
    return gate.judge(assembly);
  });

/** The findings as `id path`. */
export const found = ({ findings }: GateVerdict): readonly string[] =>
  findings.map(({ finding, resource }) => `${finding} ${resource}`);

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { App } from 'aws-cdk-lib';
import { FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT } from 'aws-cdk-lib/cx-api';
import { type DeliveryConfig, promisedRelease, promisedTargets } from '../../lib/config';
import type { GateReport } from '../../lib/contract/gate-report';
import type { Day } from '../../lib/contract/grace';
import { installGate } from '../../lib/gate';
import { APP_CONTEXT, buildDelivery } from '../../lib/pipeline';

/** What a synthesis on a day comes to. */
export interface DatedSynthesis {
  readonly day: Day;
  readonly report: GateReport;
  /** Path of the stack → its template's text. */
  readonly templates: ReadonlyMap<string, string>;
}

/**
 * Synthesizes a delivery behind its gate as of a day; nothing is left on the disk.
 *
 * @param install puts the gate on the app
 */
export const synthesizedOn = (
  config: DeliveryConfig,
  register: string,
  day: Day,
  install: (...args: Parameters<typeof installGate>) => Pick<ReturnType<typeof installGate>, 'examine'> = installGate,
): DatedSynthesis => {
  // The schema check is WebAssembly: optimizing it costs more than it saves until it has read many templates.
  setFlagsFromString('--liftoff-only');
  const outdir = mkdtempSync(join(tmpdir(), 'clock-'));
  try {
    const postCliContext = { ...APP_CONTEXT, [FAIL_SYNTH_ON_VALIDATION_ERRORS_CONTEXT]: false };
    // The gate has the schema check among its packs.
    const builtinCloudFormationValidation = false;
    const app = new App({
      outdir,
      analyticsReporting: false,
      autoSynth: false,
      builtinCloudFormationValidation,
      postCliContext,
    });
    buildDelivery(app, config);
    const about = {
      application: config.application,
      root: process.cwd(),
      targets: promisedTargets(config),
      release: promisedRelease(config),
    };
    const { report } = install(app, register, about, day).examine(app.synth());
    const templates = report.stacks.map(
      ({ path, template }) => [path, readFileSync(join(outdir, template), 'utf8')] as const,
    );
    return { day, report, templates: new Map(templates) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

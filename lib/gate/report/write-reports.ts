import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GATE_DIRECTORY,
  GATE_JUNIT,
  GATE_PAGE,
  GATE_REPORT,
  GATE_SARIF,
  type GateReport,
} from '../../contract/gate-report';
import type { ReleaseFacts } from '../../contract/release-facts';
import { gatePage } from '../../reports/gate/gate-page';
import { gateJunit } from './junit';
import { gateSarif } from './sarif';

/** Takes away what an earlier run has left, so that what is there afterwards is of this run. */
export const removeReports = (outdir: string): void =>
  rmSync(join(outdir, GATE_DIRECTORY), { recursive: true, force: true });

/** Writes every form of the report below an assembly's directory. @param release which one it is about, for the page */
export const writeReports = (report: GateReport, outdir: string, release: ReleaseFacts): void => {
  const directory = join(outdir, GATE_DIRECTORY);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, GATE_REPORT), `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(join(directory, GATE_SARIF), `${JSON.stringify(gateSarif(report), undefined, 2)}\n`);
  writeFileSync(join(directory, GATE_JUNIT), gateJunit(report));
  writeFileSync(join(directory, GATE_PAGE), gatePage(report, release));
};

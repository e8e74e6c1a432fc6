import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GATE_DIRECTORY, GATE_REPORT, parseGateReport } from '../../contract/gate-report';
import { UserError } from '../../ground/user-error';
import { type PacksReport, readPacksReport } from '../packs/validation-report';
import { type Found, keyOf } from '../register/doubts-of-register';
import { pathInside, readJson } from './inside';

/** What the packs said when an assembly was synthesized. */
export interface SynthFindings {
  /** The file that tells it. */
  readonly file: string;
  /** Every finding, accepted or not. Zero-trust findings are not among them: they are found again in the templates. */
  readonly found: readonly Found[];
  /** Packs that ended in an error. */
  readonly failures: readonly string[];
}

const VALIDATION_REPORT = 'validation-report.json';

/**
 * What the packs of CDK constructs found at synthesis, as the CDK's report beside the templates has it, or the gate's own;
 * undefined where there is neither.
 *
 * @throws {UserError} when a report cannot be read
 */
export const synthFindings = (root: string): SynthFindings | undefined => {
  const name = [VALIDATION_REPORT, join(GATE_DIRECTORY, GATE_REPORT)].find((each) => existsSync(join(root, each)));
  if (name === undefined) return undefined;
  const file = pathInside({ root, directory: root }, name, `the assembly ${root}`);
  const { findings, acknowledged, failures } = read(name, readJson(file), file);
  const others = [...findings, ...acknowledged].filter(({ rule }) => !rule.startsWith('ZT-'));
  const once = new Map(others.map((each) => [keyOf(each), each])); // one line per property of a resource
  return { file, found: [...once.values()], failures };
};

const read = (name: string, json: unknown, file: string): PacksReport => {
  if (name !== VALIDATION_REPORT) return { ...parseGateReport(json, file), failures: [] };
  try {
    return readPacksReport(json);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    throw new UserError(`${file} is no such report, ${issue?.path.join('.')}: ${issue?.message}: synthesize again`);
  }
};

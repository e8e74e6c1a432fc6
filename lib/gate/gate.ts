import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { type CloudAssembly, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import type { Acknowledgement } from './acknowledgement';
import { type Applied, applyRegister } from './apply-register';
import { nothingThere, outsideTheRegister, stale, unseen } from './doubts';
import {
  WatchedAwsSolutions,
  WatchedCloudFormationValidate,
  WatchedHipaaSecurity,
  type WatchedPack,
  WatchedZeroTrust,
} from './packs';
import { readRegister } from './read-register';
import { type ReportedFinding, readReport } from './report';

/** What the gate says: deploy only where both lists are empty. */
export interface Verdict {
  /** Rules that resources violate and nobody has acknowledged. */
  readonly findings: readonly ReportedFinding[];
  /** What speaks against trusting the findings: a pack that did not look, an acknowledgement that matches nothing. */
  readonly objections: readonly string[];
  /** What will become an objection: an acknowledgement that expires soon. */
  readonly warnings: readonly string[];
  /** How many findings are accepted on purpose. */
  readonly acknowledged: number;
}

/** The packs that every template passes. */
const packsFor = (app: App): readonly WatchedPack[] => [
  new WatchedAwsSolutions(app),
  new WatchedHipaaSecurity(app),
  new WatchedZeroTrust(),
  new WatchedCloudFormationValidate(),
];

/** Everything that must hold before a template may be deployed. */
export class Gate {
  /** The register's entries, one by one, as they were applied to resources. */
  readonly applied: readonly Applied[];
  private readonly reportFile: string;

  /**
   * Installs packs, rules and acknowledgements on an app whose constructs are all there. Once, before `app.synth()`.
   *
   * A report that an earlier run left in the app's directory is removed, so that one that is there afterwards is of this run.
   *
   * @throws UserError for an acknowledgement that names nothing or says nothing
   */
  constructor(
    private readonly app: App,
    register: readonly Acknowledgement[],
    private readonly packs: readonly WatchedPack[] = packsFor(app),
  ) {
    if (app.node.scope !== undefined) {
      throw new Error(`the gate looks at a whole app, got ${app.node.path}: install it where the app is made`);
    }
    this.reportFile = join(app.outdir, VALIDATION_REPORT_FILE);
    rmSync(this.reportFile, { force: true });
    Validations.of(app).addPlugins(...packs);
    this.applied = applyRegister(register, stacksOf(app));
  }

  /** What the gate says of the app's assembly. A pack that did not look, or a report that is not there, is a no. */
  judge(assembly: CloudAssembly): Verdict {
    if (resolve(assembly.directory) !== resolve(this.app.outdir)) return no(`${assembly.directory} is not of this app`);
    if (!existsSync(this.reportFile)) {
      return no(`${this.reportFile} was not written: nothing is known about the templates`);
    }
    const report = readReport(JSON.parse(readFileSync(this.reportFile, 'utf8')));
    const stacks = stacksOf(this.app);
    return {
      findings: report.findings,
      objections: [
        ...report.failures,
        ...nothingThere(stacks),
        ...unseen(this.packs, stacks),
        ...stale(this.applied, report),
        ...outsideTheRegister(this.applied, report, this.app),
      ],
      warnings: [],
      acknowledged: this.applied.length,
    };
  }
}

/** Installs the gate with the acknowledgements of a file. */
export const installGate = (app: App, register: string): Gate => new Gate(app, readRegister(register));

const stacksOf = (app: App): readonly Stack[] => app.node.findAll().filter(Stack.isStack);

const no = (objection: string): Verdict => ({ findings: [], objections: [objection], warnings: [], acknowledged: 0 });

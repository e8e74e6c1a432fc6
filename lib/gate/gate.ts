import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type App, type CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { type CloudAssembly, VALIDATION_REPORT_FILE } from 'aws-cdk-lib/cx-api';
import type { AcknowledgementTerms, GateFinding, GateReport, MovedAcknowledgements } from '../contract/gate-report';
import type { Day } from '../contract/grace';
import {
  WatchedAwsSolutions,
  WatchedCloudFormationValidate,
  WatchedHipaaSecurity,
  type WatchedPack,
  WatchedZeroTrust,
} from './packs';
import { type FinalStack, finalStacks } from './packs/final-stacks';
import { PLANTS, type Plant, sing } from './packs/liveness/canary';
import { unlooked } from './packs/liveness/look';
import { overridden } from './packs/liveness/overridden';
import { missingStacks } from './packs/liveness/promised';
import { type PacksReport, readPacksReport } from './packs/validation-report';
import type { Acknowledgement } from './register/acknowledgement';
import { allowedFindings } from './register/allowed-findings';
import { type AppliedRegister, applyRegister, outsideTheRegister } from './register/apply-register';
import { coversBelow, doubtsOfRegister, keyOf, otherActions } from './register/doubts-of-register';
import { movesOf } from './register/moved';
import { readWholeRegister } from './register/read-register';
import type { Applied } from './register/resolve-register';
import { idleAllowances, type ReviewedAllowances, reviewAllowances } from './register/review-allowances';
import { reviewRegister } from './register/review-register';
import { GRACE_DAYS } from './register/terms';
import { buildReport, NO_TERMS } from './report/build-report';
import { whereMade } from './report/origin';
import { Stopwatch } from './report/stopwatch';
import { removeReports } from './report/write-reports';
import { rulesAllowing } from './rules';
import type { ReleasePromise, TargetPromise } from './templates/template';

/** What the gate says: deploy only where both lists are empty. */
export interface GateVerdict {
  /** Rules that resources violate and nobody has acknowledged. */
  readonly findings: readonly GateFinding[];
  /** What speaks against trusting the findings: a pack that did not look, an acknowledgement that matches nothing. */
  readonly objections: readonly string[];
  /** What will become an objection: an acknowledgement that expires soon, or has a few days ago. */
  readonly warnings: readonly string[];
  /** How many findings are accepted on purpose. */
  readonly acknowledged: number;
}

const NONE: ReviewedAllowances = { sound: [], objections: [], warnings: [] };

/** The packs that every template passes. */
const packsFor = (
  app: App,
  { targets, release }: Pick<About, 'targets' | 'release'> = {},
  allowances = NONE,
): readonly WatchedPack[] => [
  new WatchedAwsSolutions(app),
  new WatchedHipaaSecurity(app),
  new WatchedZeroTrust(rulesAllowing(allowances.sound), targets, release),
  new WatchedCloudFormationValidate(),
];

/** What a report says of the app beside what the gate finds. */
export interface About {
  readonly application: string;
  /** Directory that source files are told from. */
  readonly root: string;
  /** Targets that must have stacks. @default - nobody promises any */
  readonly targets?: readonly TargetPromise[];
  /** What is promised of the release beside them. @default - nobody has said it */
  readonly release?: ReleasePromise;
  /** What speaks against the gate before it has looked. @default - nothing */
  readonly doubts?: readonly string[];
  /** What is said beside a yes, whatever the templates hold. @default - nothing */
  readonly warnings?: readonly string[];
  /** What the register allows beside what rules judge. @default - nothing */
  readonly allowances?: ReviewedAllowances;
  /** What the packs must find in a second app. @default - nothing: they are believed */
  readonly plants?: readonly Plant[];
  /** Notes where the time goes. @default - nobody looks at it */
  readonly watch?: Stopwatch;
}

/** A verdict, and the report that tells everything which led to it. */
export interface Examination {
  readonly verdict: GateVerdict;
  readonly report: GateReport;
}

/** Everything that must hold before a template may be deployed. */
export class Gate {
  /** The register's entries, one by one, as they were applied to resources. */
  readonly applied: readonly Applied[];
  private readonly reportFile: string;
  private readonly objections: readonly string[];
  private readonly warnings: readonly string[];
  private readonly graceDays: number;
  private readonly register: AppliedRegister;

  /**
   * Installs packs, rules and acknowledgements on an app whose constructs are all there. Once, before `app.synth()`.
   *
   * Reports that an earlier run left in the app's directory are removed, so that what is there afterwards is of this run.
   *
   * What is wrong with an acknowledgement is an objection, and it accepts nothing. `today` decides what has expired.
   */
  constructor(
    private readonly app: App,
    register: readonly Acknowledgement[],
    private readonly packs: readonly WatchedPack[] = packsFor(app),
    private readonly about: About = { application: 'app', root: '/' },
    today: Day,
  ) {
    if (app.node.scope !== undefined) {
      throw new Error(`the gate looks at a whole app, got ${app.node.path}: install it where the app is made`);
    }
    this.reportFile = join(app.outdir, VALIDATION_REPORT_FILE);
    rmSync(this.reportFile, { force: true });
    removeReports(app.outdir);
    Validations.of(app).addPlugins(...packs);
    const reviewed = reviewRegister(register, today);
    this.register = applyRegister(reviewed.sound, stacksOf(app));
    const { applied, objections } = this.register;
    this.applied = applied;
    const { allowances = NONE } = about;
    this.objections = [...reviewed.objections, ...objections, ...allowances.objections];
    this.warnings = [...reviewed.warnings, ...allowances.warnings, ...(about.warnings ?? [])];
    this.graceDays = register[0]?.graceDays ?? GRACE_DAYS;
  }

  /** What the gate says of the app's assembly. A pack that did not look, or a report that is not there, is a no. */
  judge(assembly: CloudAssembly): GateVerdict {
    return this.examine(assembly).verdict;
  }

  /** What the gate says of the app's assembly, and everything that led to it. */
  examine(assembly: CloudAssembly): Examination {
    if (resolve(assembly.directory) !== resolve(this.app.outdir)) {
      return this.examination(no(`${assembly.directory} is not of this app`), NOTHING, []);
    }
    const { plants = [], watch = new Stopwatch() } = this.about;
    for (const { name, spent = 0 } of this.packs) watch.note(`  of which ${name}`, spent);
    const final = watch.time('gate: final templates', () => finalStacks(this.app, assembly));
    if (!existsSync(this.reportFile)) {
      const objection = `${VALIDATION_REPORT_FILE} was not written: nothing is known about the templates`;
      return this.examination(no(objection), NOTHING, final.stacks);
    }
    const report = readPacksReport(JSON.parse(readFileSync(this.reportFile, 'utf8')));
    const found = [...report.findings, ...report.acknowledged];
    const { moved, ...moves } = movesOf({ ...this.register, found, open: report.findings });
    const verdict = {
      findings: report.findings.filter((each) => !moves.covers(each)),
      objections: [
        ...report.failures,
        ...missingStacks(final, this.about.targets ?? []),
        ...unanswered(assembly),
        ...unlooked(this.packs, final.stacks),
        ...watch.time('gate: overrides', () => overridden(this.app, final.stacks)),
        ...watch.time('gate: canary', () => sing(this.packs, plants)),
        ...(this.about.doubts ?? []),
        ...idleAllowances(
          this.about.allowances?.sound ?? [],
          final.stacks.flatMap(({ resources }) => [...resources.values()]),
        ),
        ...this.objections,
        ...moves.objections,
        ...doubtsOfRegister(moves.left, found),
        ...coversBelow(this.applied, report.acknowledged),
        ...otherActions(this.applied, this.register.policyOf),
        ...outsideTheRegister(this.applied, report, this.app),
      ],
      warnings: this.warnings,
      acknowledged: this.applied.length,
    };
    return this.examination(verdict, report, final.stacks, moved);
  }

  private examination(
    verdict: GateVerdict,
    { acknowledged }: PacksReport,
    stacks: readonly FinalStack[],
    moved: readonly MovedAcknowledgements[] = [],
  ): Examination {
    const { about, packs, graceDays } = this;
    const allowed = allowedFindings(about.allowances?.sound ?? [], stacks);
    const known = termsIn(this.applied);
    const terms = (finding: GateFinding) => allowed.get(finding) ?? known(finding);
    const locate = (construct: CfnResource) => whereMade(construct, about.root);
    return {
      verdict,
      report: buildReport({
        ...about,
        ...verdict,
        acknowledged: [...acknowledged, ...allowed.keys()],
        moved,
        graceDays,
        stacks,
        packs,
        terms,
        locate,
      }),
    };
  }
}

/** Installs the gate with the acknowledgements of a file. */
export const installGate = (app: App, register: string, about: About, today: Day): Gate => {
  const { acknowledgements, allowances } = readWholeRegister(register);
  const reviewed = reviewAllowances(allowances, today);
  const packs = packsFor(app, about, reviewed);
  return new Gate(app, acknowledgements, packs, { plants: PLANTS, ...about, allowances: reviewed }, today);
};

/** Look-ups that had no answer at synthesis: the CDK then writes templates with made-up values. */
const unanswered = (assembly: CloudAssembly): readonly string[] => [
  ...(assembly.manifest.missing ?? []).map(
    ({ key }) =>
      `the look-up ${key} has no answer, so the templates are not final: give the value in the configuration`,
  ),
  ...assembly.nestedAssemblies.flatMap(({ nestedAssembly }) => unanswered(nestedAssembly)),
];

const NOTHING: PacksReport = { findings: [], acknowledged: [], failures: [] };

/** Why a finding is accepted on a resource. What something else than the register accepts has no terms, and is objected to. */
const termsIn = (applied: readonly Applied[]): ((finding: GateFinding) => AcknowledgementTerms) => {
  const known = new Map(
    applied.map(({ reason, owner, expires, ticket, ...at }) => [keyOf(at), { reason, owner, expires, ticket }]),
  );
  return (finding) => known.get(keyOf(finding)) ?? NO_TERMS;
};

const stacksOf = (app: App): readonly Stack[] => app.node.findAll().filter(Stack.isStack);

const no = (objection: string): GateVerdict => ({
  findings: [],
  objections: [objection],
  warnings: [],
  acknowledged: 0,
});

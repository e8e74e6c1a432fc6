import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { environmentOfStage } from '../contract/names';
import { UserError } from '../contract/user-error';
import {
  type Acknowledgement,
  type AcknowledgementPlace,
  findingIn,
  flawsOf,
  matchesPath,
  namespacedId,
} from './acknowledgement';
import {
  WatchedAwsSolutions,
  WatchedCloudFormationValidate,
  WatchedHipaaSecurity,
  type WatchedPack,
  WatchedZeroTrust,
} from './packs';
import { REGISTER } from './register';
import { type Report, type ReportedFinding, readReport } from './report';

/** An acknowledgement as it was applied to one resource. */
interface Applied {
  readonly finding: string;
  readonly path: string;
}

/** What the gate says: deploy only where both lists are empty. */
export interface Verdict {
  /** Rules that resources violate and nobody has acknowledged. */
  readonly findings: readonly ReportedFinding[];
  /** What speaks against trusting the findings: a pack that did not look, an acknowledgement that matches nothing. */
  readonly objections: readonly string[];
  /** How many findings are accepted on purpose. */
  readonly acknowledged: number;
}

/** Everything that must hold before a template may be deployed. */
export class Gate {
  private readonly packs: readonly WatchedPack[];
  private readonly applied: readonly Applied[];

  /**
   * Installs packs, rules and acknowledgements on an app whose constructs are all there. Once, before `app.synth()`.
   *
   * @throws UserError for an acknowledgement that names nothing or says nothing
   */
  constructor(
    private readonly app: App,
    register: readonly Acknowledgement[],
  ) {
    const packs = [
      new WatchedAwsSolutions(app),
      new WatchedHipaaSecurity(app),
      new WatchedZeroTrust(),
      new WatchedCloudFormationValidate(),
    ];
    Validations.of(app).addPlugins(...packs);
    this.packs = packs;
    this.applied = register.flatMap((acknowledgement) => apply(acknowledgement, stacksOf(app)));
  }

  /** What the gate says of an assembly. A pack that did not look, or a report that is not there, is a no. */
  judge(assembly: CloudAssembly): Verdict {
    const file = join(assembly.directory, 'validation-report.json');
    if (!existsSync(file)) {
      return {
        findings: [],
        objections: [`${file} was not written: nothing is known about the templates`],
        acknowledged: 0,
      };
    }
    const report = readReport(JSON.parse(readFileSync(file, 'utf8')));
    return {
      findings: report.findings,
      objections: [...this.unseen(), ...this.stale(report)],
      acknowledged: this.applied.length,
    };
  }

  private unseen(): readonly string[] {
    return stacksOf(this.app).flatMap((stack) =>
      this.packs
        .filter((pack) => !pack.looks.has(stack.node.path) && stack.node.findAll().some(CfnResource.isCfnResource))
        .map((pack) => `${pack.name} did not look at stack ${stack.node.path}`),
    );
  }

  private stale(report: Report): readonly string[] {
    const used = new Set(report.acknowledged.map(({ finding, path }) => `${finding} ${path}`));
    return this.applied
      .filter(({ finding, path }) => !used.has(`${finding} ${path}`))
      .map(({ finding, path }) => `the acknowledgement of ${finding} on ${path} matches nothing any more: remove it`);
  }
}

/** Installs the gate with the repository's register. */
export const installGate = (app: App): Gate => new Gate(app, REGISTER);

const stacksOf = (app: App): readonly Stack[] => app.node.findAll().filter(Stack.isStack);

const apply = (acknowledgement: Acknowledgement, stacks: readonly Stack[]): readonly Applied[] => {
  const named = stacks.filter(({ node }) => node.id === acknowledgement.stack);
  const complain = (flaw: string): never => {
    throw new UserError(`acknowledgement of ${acknowledgement.finding}: ${flaw}: edit lib/gate/register.ts`);
  };
  flawsOf(acknowledgement).forEach(complain);
  return named.flatMap((stack) => {
    const finding = findingIn(acknowledgement.finding, placeOf(stack));
    const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
    return acknowledgement.resources.flatMap((pattern) => {
      const matching = resources.filter(({ node }) =>
        matchesPath(pattern, node.path.slice(stack.node.path.length + 1)),
      );
      if (matching.length === 0) complain(`there is no resource ${pattern} in stack ${stack.node.path}`);
      return matching.map((resource) => {
        Validations.of(resource).acknowledge({ id: namespacedId(finding), reason: acknowledgement.reason });
        return { finding, path: resource.node.path };
      });
    });
  });
};

const placeOf = (stack: Stack): AcknowledgementPlace => {
  const { account, region } = stack;
  const stage = Stage.of(stack)?.node.id ?? '';
  return { account, region, environment: environmentOfStage(stage, { account, region }) };
};

import { UserError } from '../../ground/user-error';
import { type MissingLookUp, missingLookUps } from '../assembly/missing-context';
import type { BootstrapTarget } from '../assembly/read-assembly';
import type { Entrance } from '../emulator/endpoint';
import type { Outcome } from '../process/run';
import { type CdkContext, cdkSynthLookingUp } from '../toolchain/cdk';
import { tail } from '../toolchain/install';
import { bootstrap, type InstallationContext } from './installation';

/** By what the accounts are made ready in which an app looks something up. */
type InstallationOn = (endpoint: Entrance) => InstallationContext;

/**
 * The look-ups of an app whose context is not in its `cdk.context.json`: they are made in the endpoint's accounts, as the look-up roles of
 * their bootstraps, and so have to wait for both.
 */
export class LookUps {
  private readonly opened: Promise<InstallationContext>;
  private settle: { open(installation: InstallationContext): void; fail(error: unknown): void } | undefined;
  /** What is bootstrapped for look-ups; whom the pipeline's own account is to trust is known when the app is whole, and bootstrapped then. */
  private last: Promise<readonly string[]> = Promise.resolve([]);

  constructor(private readonly tools: BootstrapTarget) {
    this.opened = new Promise((open, fail) => {
      this.settle = { open, fail };
    });
    // Whoever looks something up hears of it.
    this.opened.catch(() => undefined);
  }

  /** Lets look-ups begin; where there is no endpoint they fail as it did. */
  async at(endpoint: Promise<Entrance>, installationOn: InstallationOn): Promise<void> {
    await endpoint.then(
      (found) => this.settle?.open(installationOn(found)),
      (error: unknown) => this.settle?.fail(error),
    );
  }

  /**
   * Synthesizes once more, with what was missing looked up.
   *
   * @throws {UserError} when the endpoint has nothing to be found, naming what is looked up
   */
  async synth(cdk: CdkContext, assembly: string, missing: readonly MissingLookUp[]): Promise<Outcome> {
    const installation = await this.opened;
    const before = this.last;
    const needed = { stacks: missing, directory: cdk.cwd };
    this.last = before.then((done) => bootstrap(installation, this.tools, needed, done));
    await this.last;
    const { url, secret } = installation.endpoint;
    const outcome = await cdkSynthLookingUp(cdk, { url, secret }, assembly);
    const left = outcome.exitCode === 0 ? [] : missingLookUps(assembly);
    if (left.length === 0) return outcome;
    throw new UserError(
      `the app looks up what a rehearsal does not have: ${left.map(({ key }) => key).join(', ')}. Commit the cdk.context.json that cdk synth writes with your own account. The CDK said:\n${tail(outcome.output)}`,
    );
  }
}

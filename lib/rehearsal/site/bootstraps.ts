import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assemblyStacks } from '../assembly/read-assembly';
import type { ActionOutput } from '../executor/event';
import { sessionOf, updateSession } from '../session/session';
import { type Bootstrappable, bootstrap, type InstallationContext } from './installation';
import type { OpenContext } from './open-context';
import { standInForTokens } from './stand-in-secrets';

/** What is needed of a site. */
type BootstrappedSite = Parameters<typeof sessionOf>[0] & {
  readonly endpoint: { readonly pid: number | undefined };
  readonly installation: InstallationContext;
};

/** The bootstraps of a site, to which releases add what they deploy to. */
export class Bootstraps {
  private names: readonly string[];
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly site: BootstrappedSite,
    private readonly context: Pick<OpenContext, 'records'> & { readonly workspace: { readonly directory: string } },
  ) {
    this.names = site.bootstrapped;
  }

  /** What is bootstrapped, as sessions write it. */
  get done(): readonly string[] {
    return this.names;
  }

  /**
   * Bootstraps what an assembly needs and is not bootstrapped yet, and remembers it in a kept session. One call after the other:
   * releases run side by side.
   *
   * @throws {UserError} when the CDK's command line fails
   */
  add(assembly: Bootstrappable): Promise<void> {
    const adding = this.last.then(() => this.bootstrap(assembly));
    // Who called hears of a failure; the next one tries for itself.
    this.last = adding.catch(() => undefined);
    return adding;
  }

  /** The same for every cloud assembly among a build's artifacts, before the pipeline deploys from it. */
  async built(outputs: readonly Pick<ActionOutput, 'directory'>[]): Promise<void> {
    for (const directory of assembliesAmong(outputs)) {
      await this.add({ stacks: assemblyStacks(directory), directory: this.context.workspace.directory });
    }
  }

  private async bootstrap(assembly: Bootstrappable): Promise<void> {
    const { installation, tools, endpoint } = this.site;
    const before = this.names;
    this.names = await bootstrap(installation, tools, assembly, before);
    for (const { templateFile } of assembly.stacks) {
      if (templateFile !== undefined)
        await standInForTokens(installation.endpoint, tools, templateFile, installation.emit);
    }
    if (this.names === before || endpoint.pid === undefined) return;
    updateSession(this.context.records, sessionOf({ ...this.site, bootstrapped: this.names }, endpoint.pid));
  }
}

/** The directories of those artifacts that are cloud assemblies. */
export const assembliesAmong = (outputs: readonly Pick<ActionOutput, 'directory'>[]): readonly string[] =>
  outputs
    .map(({ directory }) => directory)
    .filter((directory) => ASSEMBLY_FILES.every((name) => existsSync(join(directory, name))));

/** In every cloud assembly; a web site has a `manifest.json` too. */
const ASSEMBLY_FILES = ['manifest.json', 'cdk.out'];

import { rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { type BuildContext, type BuildOptions, context, formatMessages, type Message } from 'esbuild';
import { isObject } from '../ground/json';
import { type CdkContext, cdkSynth } from '../rehearsal/toolchain/cdk';
import { type AppOutcome, StandBy, type StandByOptions } from './stand-by';

/** Synthesizes an app as it is now, as often as one likes, always into the same assembly. */
export interface Synthesis {
  /** Calls back when the constructs are there, where that can be seen before the end. */
  run(onConstructed: () => void): Promise<AppOutcome>;
  close(): Promise<void>;
}

/** `cdk synth`, as for any app. */
export const cdkSynthesis = (cdk: CdkContext, assembly: string): Synthesis => ({
  run() {
    rmSync(assembly, { recursive: true, force: true });
    return cdkSynth(cdk, assembly);
  },
  close: async () => undefined,
});

const LOCAL = new Set(builtinModules);

/** The app's own sources as one file, made anew where they have changed, and run by a process that has its packages already. */
export class BundledSynthesis implements Synthesis {
  private constructor(
    private readonly bundler: BuildContext,
    private readonly standBy: StandBy,
    private readonly bundle: string,
    private readonly assembly: string,
  ) {}

  /** @param options how esbuild bundles the app */
  static async of(options: BuildOptions, how: StandByOptions, assembly: string): Promise<BundledSynthesis> {
    const { directory } = how;
    const bundle = join(directory, '.build', 'watched-app.js');
    const bundler = await context({
      ...options,
      absWorkingDir: directory,
      outfile: bundle,
      metafile: true,
      logLevel: 'silent',
    });
    return new BundledSynthesis(bundler, new StandBy(how), bundle, assembly);
  }

  async run(onConstructed: () => void): Promise<AppOutcome> {
    const { bundle, assembly, standBy } = this;
    // What an earlier run has left must not be taken for what this one says.
    rmSync(assembly, { recursive: true, force: true });
    try {
      const { metafile } = await this.bundler.rebuild();
      const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
      const outside = imports.filter(({ path, external }) => external && !path.startsWith('node:') && !LOCAL.has(path));
      const packages = [...new Set(outside.map(({ path }) => path))];
      const outcome = await standBy.run({ bundle, packages, assembly }, onConstructed);
      standBy.prepare(packages);
      return outcome;
    } catch (error) {
      if (!isObject(error) || !Array.isArray(error['errors'])) throw error;
      const messages = error['errors'] as Message[];
      return { exitCode: 1, output: (await formatMessages(messages, { kind: 'error' })).join('') };
    }
  }

  async close(): Promise<void> {
    this.standBy.close();
    await this.bundler.dispose();
  }
}

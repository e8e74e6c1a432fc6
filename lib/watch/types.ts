import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { API, Diagnostic, Program, Snapshot } from 'typescript/unstable/async';
import { lineAndColumn, withCode } from './code-frame';

const ERROR = 1;

/** The compiler of an app as it runs on while files change: what is asked of a few files costs a tenth of a second. */
export class Types {
  private constructor(
    private readonly directory: string,
    private readonly settings: string,
    private readonly api: API,
    private snapshot: Snapshot,
  ) {}

  /** None where the app has no `tsconfig.json`, or no TypeScript 7, the first whose compiler can be kept running. */
  static async of(directory: string): Promise<Types | undefined> {
    const settings = join(directory, 'tsconfig.json');
    const compiler = existsSync(settings) ? compilerOf(directory) : undefined;
    if (compiler === undefined) return undefined;
    const { API: Api } = (await import(pathToFileURL(compiler).href)) as { readonly API: typeof API };
    const api = new Api({ cwd: directory });
    return new Types(directory, settings, api, await api.updateSnapshot({ openProjects: [settings] }));
  }

  /** What is wrong in files that have changed, with the code around it. */
  async changed(files: readonly string[]): Promise<readonly string[]> {
    const there = files.filter((file) => existsSync(file));
    const names = new Set(await this.program.getSourceFileNames());
    const before = this.snapshot;
    this.snapshot = await this.api.updateSnapshot({
      fileChanges: {
        changed: there.filter((file) => names.has(file)),
        created: there.filter((file) => !names.has(file)),
        deleted: files.filter((file) => !existsSync(file)),
      },
    });
    await before.dispose();
    const now = new Set(await this.program.getSourceFileNames());
    const own = there.filter((file) => now.has(file));
    const found = await Promise.all(own.map(async (file) => this.errorsOf(file)));
    return found.flat();
  }

  /** What is wrong anywhere: also in files that have not changed. */
  async everywhere(): Promise<readonly string[]> {
    return this.told([
      ...(await this.program.getConfigFileParsingDiagnostics()),
      ...(await this.program.getSyntacticDiagnostics()),
      ...(await this.program.getSemanticDiagnostics()),
    ]);
  }

  close(): Promise<void> {
    return this.api.close();
  }

  private async errorsOf(file: string): Promise<readonly string[]> {
    const { program } = this;
    return this.told([
      ...(await program.getSyntacticDiagnostics(file)),
      ...(await program.getSemanticDiagnostics(file)),
    ]);
  }

  private get program(): Program {
    const project = this.snapshot.getProject(this.settings);
    if (project === undefined) throw new Error(`the compiler has lost ${this.settings}`);
    return project.program;
  }

  private told(all: readonly Diagnostic[]): readonly string[] {
    return all.filter(({ category }) => category === ERROR).flatMap((each) => linesOf(each, this.directory));
  }
}

const linesOf = (diagnostic: Diagnostic, directory: string): readonly string[] => {
  const { fileName: file, pos } = diagnostic;
  const what = textOf(diagnostic);
  if (file === undefined || !existsSync(file)) return [what];
  return withCode({ file, ...lineAndColumn(readFileSync(file, 'utf8'), pos) }, what, directory);
};

/** The message, and the chain of those that explain it. */
const textOf = ({ code, text, messageChain = [] }: Diagnostic): string =>
  [`TS${code}: ${text}`, ...messageChain.map((each) => each.text)].join(' ');

const compilerOf = (directory: string): string | undefined => {
  try {
    return createRequire(join(directory, 'package.json')).resolve('typescript/unstable/async');
  } catch {
    return undefined;
  }
};

import { realpathSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import type { BuildOptions } from 'esbuild';
import { UserError } from '../../lib/ground/user-error';
import { plainText } from '../../lib/rehearsal/console/text';
import { makePrivateDirectory, removeAside } from '../../lib/rehearsal/private-directory/private-directory';
import { recordsOf } from '../../lib/rehearsal/record/records';
import { judgeSession } from '../../lib/rehearsal/session/judge-session';
import type { Session } from '../../lib/rehearsal/session/session';
import { sweep } from '../../lib/rehearsal/session/sweep';
import { appIn, DEFAULT_TOOLS } from '../../lib/rehearsal/site/open-context';
import { buildEnvironment } from '../../lib/rehearsal/toolchain/build-environment';
import type { CdkContext } from '../../lib/rehearsal/toolchain/cdk';
import { type Told, toldBy } from '../../lib/rehearsal/toolchain/told';
import { answerLines, type SaveAnswer } from '../../lib/watch/answers';
import { environmentIn, Preview } from '../../lib/watch/preview';
import { answerSave, type Judges } from '../../lib/watch/save';
import { SavedFiles } from '../../lib/watch/saved-files';
import { BundledSynthesis, cdkSynthesis, type Synthesis } from '../../lib/watch/synthesis';
import { Types } from '../../lib/watch/types';
import bundle from '../app-bundle.json';
import flags from '../node-flags.json';
import { runApart } from './apart';
import { assertKnownEnvironment } from './known-environments';
import { readMachine } from './machine';
import { printLines } from './printing';
import type { Finish, Shell } from './shell';
import { stopOnSignals } from './signals';
import { contextOption, envOption, type ToldOptions } from './told-options';
import { checkPreview, doubtOf } from './watch-checks';

interface WatchOptions extends ToldOptions {
  readonly app: string;
  readonly environment?: string;
  readonly debug?: boolean;
  readonly apart?: boolean;
}

/** Said to the process that watches, by the one that was started to. */
const APART = '--apart';

/** `bin/delivery watch`: answers every save, and deploys what has changed into the kept emulator. */
export const addWatch = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('watch')
    .description('answer every save: types, constructs, gate, a preview in the kept emulator, its checks; no release')
    .option('--environment <name>', 'the environment a preview is deployed to; default: the first one')
    .option('--app <directory>', 'another CDK app', shell.app)
    .addOption(contextOption())
    .addOption(envOption())
    .option('--debug', 'show the output of all tools, and stack traces')
    .addOption(new Option(APART).hideHelp())
    .action(async (options: WatchOptions) => {
      const app = appIn(options.app);
      await assertKnownEnvironment(options.environment, app, shell.root);
      assertToldAnother(toldOf(options), isOwnOf(app, shell));
      finish(options.apart ? await watch(options, shell) : await runApart(shell, app, APART));
    });
};

const toldOf = ({ context = [], env = [] }: ToldOptions): Told => toldBy(context, env);

const isOwnOf = (directory: string, { root }: Shell): boolean => directory === realpathSync(root);

const assertToldAnother = ({ context, variables }: Told, isOwn: boolean): void => {
  if (!isOwn || (context.length === 0 && Object.keys(variables).length === 0)) return;
  throw new UserError('--context and --env are for another app, named by --app: this repository is told nothing');
};

/** What is open while one watches. */
interface Desk {
  readonly directory: string;
  readonly assembly: string;
  readonly cdk: CdkContext;
  readonly isOwn: boolean;
  readonly options: WatchOptions;
  readonly shell: Shell;
}

/** Goes on until it is stopped, whatever is saved: there is no end of its own to answer a code for. */
const watch = async (options: WatchOptions, shell: Shell): Promise<never> => {
  const directory = appIn(options.app);
  const signals = stopOnSignals();
  await sweep(directory);
  const own = makePrivateDirectory('watch', directory);
  const closing: (() => unknown)[] = [() => removeAside(own)];
  try {
    const machine = await readMachine(shell);
    const env = { ...buildEnvironment(machine, own), TMPDIR: own };
    const nodeModules = [join(directory, 'node_modules'), machine.nodeModules];
    const onLine = (line: string) => options.debug === true && shell.stdout.write(`${plainText(line)}\n`);
    const cdk = { cwd: own, nodeModules, env, signal: signals.signal, onLine };
    const isOwn = isOwnOf(directory, shell);
    const desk: Desk = { directory, assembly: join(own, 'cdk.out'), cdk, isOwn, options, shell };
    const synthesis = await synthesisOf(desk);
    closing.unshift(() => synthesis.close());
    const changes = new SavedFiles(directory);
    closing.unshift(() => changes.close());
    const types = await Types.of(directory);
    if (types !== undefined) closing.unshift(() => types.close());
    const preview = new Preview();
    const { signal } = signals;
    const judges = { directory, types, synthesis, signal, preview: (say: Say) => previewOf(desk, preview, say) };
    return await answerAll(desk, changes, judges);
  } catch (error) {
    throw signals.reasonOf(error);
  } finally {
    for (const close of closing) await close();
    signals.forget();
  }
};

type Say = (answer: SaveAnswer) => void;

const synthesisOf = async ({ directory, assembly, cdk, isOwn, options, shell }: Desk): Promise<Synthesis> => {
  if (!isOwn) {
    const PATH = [join(directory, 'node_modules', '.bin'), cdk.env['PATH'] ?? ''].join(delimiter);
    const { account, region } = DEFAULT_TOOLS;
    const { context, variables } = toldOf(options);
    const env = { ...cdk.env, ...variables, PATH, CDK_DEFAULT_ACCOUNT: account, AWS_REGION: region };
    return cdkSynthesis({ ...cdk, cwd: directory, env, context }, assembly);
  }
  const program = join(shell.root, 'bin', 'stand-by.cjs');
  // Its own word for: show where an exception comes from.
  const env = { ...cdk.env, DEBUG: '1' };
  return BundledSynthesis.of(bundle as BuildOptions, { directory, program, flags, env, signal: cdk.signal }, assembly);
};

const answerAll = async (desk: Desk, changes: SavedFiles, judges: Judges): Promise<never> => {
  const { directory, shell } = desk;
  const { signal } = judges;
  printLines(shell, [`watching ${directory}: a preview is no release, nobody approves it, and it leaves no evidence`]);
  for (let files: readonly string[] = []; ; files = await changes.next(signal)) {
    const began = performance.now();
    const say: Say = (answer) => {
      if (!signal.aborted) printLines(shell, answerLines(answer, (performance.now() - began) / 1000));
    };
    const names = files.map((file) => relative(directory, file)).join(', ');
    printLines(shell, [`── ${new Date().toTimeString().slice(0, 8)} ${names || 'as it is'}`]);
    await answerSave(files, judges, say);
    signal.throwIfAborted();
    printLines(shell, [`${((performance.now() - began) / 1000).toFixed(1)}s, waiting for the next save`]);
  }
};

const NO_EMULATOR =
  'no emulator is kept for this app: bin/delivery rehearse --keep leaves one, then saves are deployed';

const previewOf = async (desk: Desk, preview: Preview, say: Say): Promise<void> => {
  const { directory, assembly, cdk, isOwn, options, shell } = desk;
  const doubt = isOwn ? doubtOf(shell.root, assembly) : '';
  if (doubt !== '') return say({ step: 'preview', verdict: 'no', detail: `nothing is deployed: ${doubt}` });
  const environment = environmentIn(assembly, options.environment);
  const judged = await judgeSession(recordsOf(directory));
  if (judged.state !== 'alive') return say({ step: 'preview', verdict: 'note', detail: NO_EMULATOR });
  const { session } = judged;
  const deployed = await preview.deploy(session, environment, cdk, assembly);
  if (deployed.length === 0) {
    return say({ step: 'preview', verdict: 'note', detail: `nothing of ${environment.name} has changed` });
  }
  const detail = `${deployed.map(({ id }) => id).join(', ')} at ${session.endpoint}: no release`;
  say({ step: 'preview', verdict: 'yes', detail });
  await checked(desk, session, environment.name, deployed, say);
};

const checked = async (
  { assembly, cdk, isOwn, shell }: Desk,
  session: Session,
  environment: string,
  deployed: Parameters<typeof checkPreview>[0]['stacks'],
  say: Say,
): Promise<void> => {
  if (!isOwn) return say({ step: 'checks', verdict: 'note', detail: 'the checks know this repository only' });
  for (const answer of await checkPreview({ root: shell.root, session, environment, stacks: deployed, assembly, cdk }))
    say(answer);
};

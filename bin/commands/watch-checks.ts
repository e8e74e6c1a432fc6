import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { loadConfig, promisedTargets } from '../../lib/config';
import {
  allPassed,
  parseValidationReport,
  summarize,
  type ValidationReport,
} from '../../lib/contract/validation-report';
import type { AssemblyStack } from '../../lib/rehearsal/assembly/read-assembly';
import { credentialsOf } from '../../lib/rehearsal/emulator/endpoint';
import { run } from '../../lib/rehearsal/process/run';
import type { Session } from '../../lib/rehearsal/session/session';
import type { CdkContext } from '../../lib/rehearsal/toolchain/cdk';
import { tail } from '../../lib/rehearsal/toolchain/install';
import type { SaveAnswer } from '../../lib/watch/answers';

/** A preview that was deployed. */
interface DeployedPreview {
  readonly root: string;
  readonly session: Session;
  readonly environment: string;
  readonly stacks: readonly AssemblyStack[];
  readonly assembly: string;
  readonly cdk: CdkContext;
}

const ASK =
  "import { whyNotJudged } from './bin/judged.mjs'; process.stdout.write(whyNotJudged(process.argv[1]) ?? '');";

/** Why an assembly is not what the gate said yes to; empty where it is. */
export const doubtOf = (root: string, assembly: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', ASK, assembly], { cwd: root, encoding: 'utf8' });

/** Seconds after which a check that has not answered cannot tell. */
const SECONDS = '300';

/** Every check of the targets that a preview has changed, as `bin/delivery validate` asks them, against what was deployed. */
export const checkPreview = async (preview: DeployedPreview): Promise<readonly SaveAnswer[]> => {
  const config = await loadConfig(join(preview.root, 'delivery.config.ts'));
  const targets = promisedTargets(config).filter(
    (target) =>
      target.environment === preview.environment &&
      preview.stacks.some(
        ({ environment: { account, region } }) => account === target.account && region === target.region,
      ),
  );
  const answers: SaveAnswer[] = [];
  for (const target of targets) answers.push(await answerOf(preview, target));
  return answers;
};

const answerOf = async (
  { root, session, environment, assembly, cdk }: DeployedPreview,
  { account, region }: { readonly account: string; readonly region: string },
): Promise<SaveAnswer> => {
  const target = ['--environment', environment, '--account', account, '--region', region];
  const { exitCode, stdout, output } = await run({
    argv: [
      ...([process.execPath, join(root, 'bin', 'delivery'), 'validate'] as const),
      ...target,
      ...['--release', assembly, '--timeout', SECONDS, '--json'],
    ],
    cwd: root,
    env: { ...cdk.env, ...credentialsOf({ url: session.endpoint, secret: session.secret }, account, region) },
    signal: cdk.signal,
    onLine: cdk.onLine,
  });
  const where = `${environment} (${account}/${region})`;
  if (exitCode > 1 || stdout === '') {
    return { step: 'checks', verdict: 'no', detail: `${where} could not be asked`, lines: tail(output).split('\n') };
  }
  return checksAnswer(
    where,
    (JSON.parse(stdout) as readonly unknown[]).map((each) => parseValidationReport(each)),
  );
};

/** What checks have answered, those first that did not pass. */
export const checksAnswer = (where: string, reports: readonly ValidationReport[]): SaveAnswer => {
  const results = reports.flatMap((report) => report.results);
  const { pass, fail, cannotTell } = summarize(results);
  const wrong = results.flatMap((result) =>
    result.status === 'pass' ? [] : [`${result.status} ${result.check} ${result.subject}: ${result.because}`],
  );
  return {
    step: 'checks',
    verdict: allPassed({ pass, fail, cannotTell }) ? 'yes' : 'no',
    detail: `${where}: ${pass} pass, ${fail} fail, ${cannotTell} cannot tell`,
    lines: wrong,
  };
};

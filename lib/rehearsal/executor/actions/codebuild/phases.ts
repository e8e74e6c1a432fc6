import type { Buildspec, BuildspecPhase } from './buildspec';
import { containerLine, meaningfulLines } from './lines';
import type { CommandFailure, ShellSession } from './shell-session';

const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

/**
 * Runs a buildspec's phases. A failed install or pre_build ends the build, a failed build is followed by post_build;
 * `on-failure` says otherwise. `finally` blocks always run. A build with a failed phase has failed, also when it went on.
 *
 * @returns why the build failed, or undefined
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
export const runPhases = async (
  { phases }: Buildspec,
  session: ShellSession,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> => {
  let failure: string | undefined;
  for (const name of PHASES) {
    const phase = phases[name];
    if (phase === undefined) continue;
    log(containerLine(`Entering phase ${name.toUpperCase()}`));
    const failed = await runPhase(phase, session, failure === undefined);
    signal.throwIfAborted();
    log(containerLine(`Phase complete: ${name.toUpperCase()} State: ${failed === undefined ? 'SUCCEEDED' : 'FAILED'}`));
    failure ??= failed;
    if (failed !== undefined && !goesOn(name, phase)) break;
  }
  return failure;
};

const goesOn = (name: (typeof PHASES)[number], phase: BuildspecPhase): boolean => {
  const choice = phase['on-failure'];
  return choice === undefined ? name === 'build' : choice === 'CONTINUE';
};

const runPhase = async (
  phase: BuildspecPhase,
  session: ShellSession,
  succeeding: boolean,
): Promise<string | undefined> => {
  const failed = await session.run(phase.commands, succeeding);
  if (phase.finally.length === 0) return describe(failed);
  const failedFinally = await session.run(phase.finally, succeeding && failed === undefined);
  return describe(failed ?? failedFinally);
};

const describe = (failure: CommandFailure | undefined): string | undefined => {
  if (failure === undefined) return undefined;
  const { command, status, output } = failure;
  const cause = `Error while executing command: ${command.trim().replaceAll(/\s*\n\s*/g, '; ')}. Reason: exit status ${status}`;
  const lines = meaningfulLines(output);
  return lines.length === 0 ? cause : `${cause}: ${lines.join(' | ')}`;
};

import type { Command } from 'commander';
import { revalidationProjectName } from '../../lib/contract/names';
import { type RevalidationStart, revalidationStart } from '../../lib/contract/revalidation';
import { type Builds, buildsAt } from '../../lib/executions/builds';
import { UserError } from '../../lib/ground/user-error';
import { runProject } from '../../lib/rehearsal/run-project';
import { runningRehearsal } from '../../lib/rehearsal/session/running';
import { readMachine } from './machine';
import { addVerb, type Verb } from './pipeline-asked';
import { printJson, printLines } from './printing';
import type { Finish, Shell } from './shell';
import { stopOnSignals } from './signals';

interface RevalidateOptions {
  readonly environment: string;
}

/** How a revalidation ended. */
interface Ended {
  readonly isGood: boolean;
  readonly said: string;
}

/** `bin/delivery revalidate`: an environment is validated again, as its schedule does it. */
export const addRevalidate = (program: Command, shell: Shell, finish: Finish): void => {
  const perform: Verb<RevalidateOptions> = async (found, { environment, app, pipeline, json }, _, place) => {
    const stages = (await found.stages()).map(({ stageName }) => stageName);
    if (!stages.includes(environment)) {
      throw new UserError(`--environment "${environment}" is no stage of ${found.name}: it has ${stages.join(', ')}`);
    }
    const projectName = revalidationProjectName(found.name);
    const builds = await buildsAt(place);
    const start = revalidationStart(environment, await builds.bucketOf(projectName));
    const signals = stopOnSignals();
    try {
      const ended = await (pipeline === undefined
        ? rehearsed(app, { projectName, ...start }, { shell, json: json === true, signal: signals.signal })
        : onAws(builds, projectName, start, signals.signal));
      if (json) printJson(shell, { environment, projectName, ...ended });
      else printLines(shell, [ended.said]);
      return ended.isGood ? 0 : 1;
    } catch (error) {
      throw signals.reasonOf(error);
    } finally {
      signals.forget();
    }
  };
  const description = 'validate an environment again, for the release that it runs';
  addVerb(program, { shell, finish, words: 'revalidate', description }, perform).requiredOption(
    '--environment <name>',
    'the environment',
  );
};

const onAws = async (
  builds: Builds,
  projectName: string,
  start: RevalidationStart,
  signal: AbortSignal,
): Promise<Ended> => {
  const id = await builds.start(projectName, start);
  const status = await builds.ended(id, signal);
  return { isGood: status === 'SUCCEEDED', said: `build ${id} of ${projectName}: ${status}` };
};

/** A kept emulator starts no builds: this command runs what the project says, as the project's role. */
const rehearsed = async (
  app: string,
  start: RevalidationStart & { readonly projectName: string },
  { shell, json, signal }: { readonly shell: Shell; readonly json: boolean; readonly signal: AbortSignal },
): Promise<Ended> => {
  const session = await runningRehearsal(app);
  if (session === undefined) throw new UserError(`the rehearsal of ${app} has ended`, { exitCode: 1 });
  const log = (line: string): void => {
    if (!json) shell.stdout.write(`${line}\n`);
  };
  const { status, summary } = await runProject(session, start, { machine: await readMachine(shell), log, signal });
  return { isGood: status === 'Succeeded', said: summary };
};

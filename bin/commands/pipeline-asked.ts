import type { Command } from 'commander';
import { type ExecutionHistory, type Pipeline, type PipelinePlace, pipelineAt } from '../../lib/executions/pipeline';
import { UserError } from '../../lib/ground/user-error';
import { accessTo } from '../../lib/rehearsal/emulator/endpoint';
import { runningRehearsal } from '../../lib/rehearsal/session/running';
import { quotingInOneLine } from './printing';
import { recordedExecutions } from './recorded-executions';
import type { Finish, Shell } from './shell';

/** Which pipeline is meant: the one of an app's rehearsal, or by its name one on AWS. */
interface PipelineOptions {
  readonly app: string;
  readonly pipeline?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** What a command does with what was found, and its argument; answers the exit code. */
type Perform<Options, Found extends ExecutionHistory> = (
  found: Found,
  options: Options & PipelineOptions,
  argument: string | undefined,
  place: PipelinePlace,
) => Promise<number>;

/** What a verb does with a pipeline. */
export type Verb<Options> = Perform<Options, Pipeline>;

/** What is looked up in the executions of a pipeline. */
export type Question<Options> = Perform<Options, ExecutionHistory>;

/** How a command is called, what it is for, and where it prints. */
interface Words {
  readonly shell: Shell;
  readonly finish: Finish;
  /** The command with its argument, if it has one. */
  readonly words: string;
  readonly description: string;
}

/** Adds a verb: the same words for the rehearsal of an app and for CodePipeline on AWS. */
export const addVerb = <Options>(program: Command, words: Words, perform: Verb<Options>): Command =>
  addCommand<Options>(program, words, async (options, argument) => {
    const place = await placeOf(options, words.shell);
    if (place === undefined) throw nothingRuns(options);
    return perform(await pipelineAt(place), options, argument, place);
  });

/** Adds a question: as a verb, and of the records of an app where its rehearsal has ended and no emulator is kept. */
export const addQuestion = <Options>(program: Command, words: Words, perform: Question<Options>): Command =>
  addCommand<Options>(program, words, async (options, argument) => {
    const place = await placeOf(options, words.shell);
    const found = place === undefined ? recordedExecutions(options.app) : await pipelineAt(place);
    if (found === undefined) throw nothingRuns(options);
    return perform(found, options, argument, place ?? { name: found.name });
  });

const addCommand = <Options>(
  program: Command,
  { shell, finish, words, description }: Words,
  perform: (options: Options & PipelineOptions, argument: string | undefined) => Promise<number>,
): Command =>
  program
    .command(words)
    .description(`${description} (of a rehearsal, or of CodePipeline on AWS)`)
    .option('--app <directory>', 'the app whose rehearsal runs, or whose emulator was kept', shell.app)
    .option('--pipeline <name>', 'a pipeline on AWS, or at AWS_ENDPOINT_URL, with the credentials at hand')
    .option('--region <region>', 'the region of --pipeline')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (...given: readonly unknown[]) => {
      const command = given.at(-1) as Command;
      const options = command.opts<Options & PipelineOptions>();
      finish(await quotingInOneLine(() => perform(options, command.args[0])));
    });

/** Where the pipeline is that is meant; undefined where no rehearsal of the app runs, and none was kept. */
const placeOf = async (
  { app, pipeline, region }: PipelineOptions,
  { env }: Shell,
): Promise<PipelinePlace | undefined> => {
  const endpoint = env['AWS_ENDPOINT_URL'];
  if (pipeline !== undefined) {
    return { name: pipeline, ...(region !== undefined && { region }), ...(endpoint && { endpoint }) };
  }
  if (region !== undefined) throw new UserError('--region is for a pipeline on AWS: name it with --pipeline');
  const session = await runningRehearsal(app);
  if (session === undefined) return undefined;
  const { credentials } = accessTo({ url: session.endpoint, secret: session.secret }, session.tools);
  return {
    name: session.pipelineName,
    endpoint: session.endpoint,
    region: session.tools.region,
    credentials,
  };
};

const nothingRuns = ({ app }: PipelineOptions): UserError =>
  new UserError(
    `no rehearsal of ${app} runs, and no emulator is kept for it: start one with bin/delivery rehearse --keep, or name a pipeline on AWS with --pipeline`,
  );

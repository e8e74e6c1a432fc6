import type { Command } from 'commander';
import { type Pipeline, type PipelinePlace, pipelineAt } from '../../lib/executions/pipeline';
import { UserError } from '../../lib/ground/user-error';
import { accessTo } from '../../lib/rehearsal/emulator/endpoint';
import { runningRehearsal } from '../../lib/rehearsal/session/running';
import { quotingInOneLine } from './printing';
import type { Finish, Shell } from './shell';

/** Which pipeline is meant: the one of an app's rehearsal, or by its name one on AWS. */
interface PipelineOptions {
  readonly app: string;
  readonly pipeline?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** What a verb does with the pipeline that was found, and its argument; answers the exit code. */
export type Verb<Options> = (
  pipeline: Pipeline,
  options: Options & PipelineOptions,
  argument: string | undefined,
  place: PipelinePlace,
) => Promise<number>;

/**
 * Adds a verb: the same words for the rehearsal of an app and for CodePipeline on AWS.
 *
 * @param words the command with its argument, if it has one
 */
export const addVerb = <Options>(
  program: Command,
  { shell, finish }: { readonly shell: Shell; readonly finish: Finish },
  words: string,
  description: string,
  perform: Verb<Options>,
): Command =>
  program
    .command(words)
    .description(`${description} (of a rehearsal, or of CodePipeline on AWS)`)
    .option('--app <directory>', 'the app whose rehearsal runs, or whose emulator was kept', shell.root)
    .option('--pipeline <name>', 'a pipeline on AWS, or at AWS_ENDPOINT_URL, with the credentials at hand')
    .option('--region <region>', 'the region of --pipeline')
    .option('--json', 'print one JSON document on stdout')
    .option('--debug', 'show stack traces')
    .action(async (...given: readonly unknown[]) => {
      const command = given.at(-1) as Command;
      const options = command.opts<Options & PipelineOptions>();
      const code = await quotingInOneLine(async () => {
        const place = await placeOf(options, shell);
        return perform(await pipelineAt(place), options, command.args[0], place);
      });
      finish(code);
    });

const placeOf = async ({ app, pipeline, region }: PipelineOptions, { env }: Shell): Promise<PipelinePlace> => {
  const endpoint = env['AWS_ENDPOINT_URL'];
  if (pipeline !== undefined) {
    return { name: pipeline, ...(region !== undefined && { region }), ...(endpoint && { endpoint }) };
  }
  if (region !== undefined) throw new UserError('--region is for a pipeline on AWS: name it with --pipeline');
  const session = await runningRehearsal(app);
  if (session === undefined) {
    throw new UserError(
      `no rehearsal of ${app} runs, and no emulator is kept for it: start one with bin/delivery rehearse --keep, or name a pipeline on AWS with --pipeline`,
    );
  }
  const { credentials } = accessTo({ url: session.endpoint, secret: session.secret }, session.tools);
  return {
    name: session.pipelineName,
    endpoint: session.endpoint,
    region: session.tools.region,
    credentials,
  };
};

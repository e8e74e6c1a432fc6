import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { pipelineAt } from '../../lib/executions/pipeline';
import { UserError } from '../../lib/ground/user-error';
import { plainView } from '../../lib/rehearsal/console/plain-view';
import { plainText } from '../../lib/rehearsal/console/text';
import { theme } from '../../lib/rehearsal/console/theme';
import { accessTo } from '../../lib/rehearsal/emulator/endpoint';
import { gitOverHttp } from '../../lib/rehearsal/git/smart-http';
import { type Emit, timestamp } from '../../lib/rehearsal/progress';
import { makeRecords, recordsOf } from '../../lib/rehearsal/record/records';
import type { Rehearsal } from '../../lib/rehearsal/rehearsal';
import { openRehearsal } from '../../lib/rehearsal/rehearse';
import { parseApprovalPolicy } from '../../lib/rehearsal/release/approval-policy';
import { announceServe } from '../../lib/rehearsal/session/serving';
import { requireFreePort, type Serving, startServing } from '../../lib/serve/server';
import { type RehearseOptions, rehearsalAsked, waitOf } from './rehearse';
import { cacheOption, partialOption, permissionsOption, sourceOption } from './release-words';
import { colors, type Finish, type Shell } from './shell';
import { stopOnSignals } from './signals';
import { contextOption, envOption } from './told-options';

type ServeOptions = RehearseOptions & { readonly port?: string; readonly wait: string; readonly approve: string };

/** `bin/delivery serve`: emulator, git remote and a page stay up, and every push is a release. */
export const addServe = (program: Command, shell: Shell, finish: Finish): void => {
  program
    .command('serve')
    .description('stay up on this machine: every git push is a release, and a page shows and steers them')
    .option(
      '--approve <who>',
      'ask, all, none, or environments to approve (dev,staging) while rejecting the others',
      'ask',
    )
    .option('--port <number>', 'of the page and the remote; one that is free by itself')
    .option('--wait <minutes>', 'so long a release that failed can be retried', '60')
    .option('--commit <revision>', 'deploy the pipeline of this revision instead of HEAD')
    .option('--app <directory>', 'another CDK Pipelines app', shell.app)
    .addOption(permissionsOption())
    .addOption(cacheOption())
    .addOption(partialOption())
    .option('--pipeline <path>', 'the pipeline by its stack or construct path, where the app has several')
    .addOption(sourceOption())
    .addOption(contextOption())
    .addOption(envOption())
    .option('--debug', 'show the output of all tools, and stack traces')
    .action(async (options: ServeOptions) => finish(await serve(options, shell)));
};

const serve = async (options: ServeOptions, shell: Shell): Promise<number> => {
  const { stdout } = shell;
  const terms = { policy: parseApprovalPolicy(options.approve, true), retryMilliseconds: waitOf(options.wait) };
  const port = portOf(options.port);
  // Before anything is started, which takes a while.
  await requireFreePort(port);
  const view = plainView((line) => stdout.write(`${line}\n`), theme(colors(shell, stdout)));
  const show: Emit = (event) => view.show(event);
  const log = (line: string) => (options.debug ? stdout.write(`${plainText(line)}\n`) : true);
  const signals = stopOnSignals();
  try {
    const rehearsal = await openRehearsal({
      ...rehearsalAsked(options, shell, signals.signal),
      emit: show,
      log,
    });
    let serving: Serving | undefined;
    try {
      serving = await servingOf(rehearsal, options, shell, port);
      const { changed } = serving;
      // Who follows a log is told of its lines by the file.
      const worker = rehearsal.work(terms, ({ type }) => (type === 'action-output' ? undefined : changed()));
      show({ type: 'note', time: timestamp(), text: `every push to ${serving.remote} is a release, until Ctrl-C` });
      stdout.write(`${instructions(rehearsal.remote, serving, await rehearsal.branch())}\n`);
      await worker.idle(Number.POSITIVE_INFINITY, signals.signal);
      throw signals.signal.reason;
    } finally {
      await serving?.close();
      await rehearsal.close();
    }
  } catch (error) {
    throw signals.reasonOf(error);
  } finally {
    view.close();
    signals.forget();
  }
};

const servingOf = async (
  rehearsal: Rehearsal,
  { app }: ServeOptions,
  { env }: Shell,
  port: number | undefined,
): Promise<Serving> => {
  const { endpoint, tools, pipelineName: name, commits, remote } = rehearsal;
  const { credentials } = accessTo(endpoint, tools);
  const records = recordsOf(app);
  makeRecords(records);
  const serving = await startServing(
    {
      app: basename(resolve(app)),
      pipeline: await pipelineAt({ name, endpoint: endpoint.url, region: tools.region, credentials }),
      records,
      branch: await rehearsal.branch(),
      remote,
      commits,
      git: gitOverHttp(env, remote),
    },
    port,
  );
  announceServe(rehearsal.privateDirectory, { url: new URL(serving.url).origin });
  return serving;
};

/** Each line can be copied. */
const instructions = (remote: string, serving: Serving, branch: string): string =>
  [
    '',
    'Open',
    `  ${serving.url}`,
    'Push',
    `  git push ${serving.remote} HEAD:${branch}`,
    `  git push ${remote} HEAD:${branch}`,
    '',
  ].join('\n');

const LARGEST_PORT = 65_535;

const portOf = (given: string | undefined): number | undefined => {
  if (given === undefined) return undefined;
  const port = Number(given);
  if (/^\d+$/.test(given) && port > 0 && port <= LARGEST_PORT) return port;
  throw new UserError(`--port must be a number from 1 to ${LARGEST_PORT}, got "${given}"`);
};

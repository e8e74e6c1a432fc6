import { join } from 'node:path';
import { counted } from '../../ground/counted';
import { UserError } from '../../ground/user-error';
import type { BootstrapTarget } from '../assembly/read-assembly';
import { stateDirectoryIn } from '../emulator/doubts';
import { whileItAnswers } from '../emulator/emulator-watch';
import {
  accessTo,
  type Endpoint,
  type Entrance,
  givenEndpoint,
  keptEndpoint,
  reachable,
  secretIn,
} from '../emulator/endpoint';
import { type EmulatorOptions, lastWords, startEmulator } from '../emulator/start-emulator';
import { awsCloud } from '../executor/cloud/aws-cloud';
import { KEPT } from '../private-directory/mark';
import { markEmulator } from '../private-directory/private-directory';
import { inPhase, timestamp } from '../progress';
import { sayHandedOut } from '../release/say-handed-out';
import { judgeSession } from '../session/judge-session';
import { forgetSession, historyFile, refuseOtherStubs, type Session } from '../session/session';
import { sweep } from '../session/sweep';
import { type Base, chooseBase } from './base';
import { checkSourceNames } from './given-sources';
import { bootstrap, deployPipeline, type InstallationContext, physicalName, pipelineIn, toolsOf } from './installation';
import { keptPipeline } from './kept-pipeline';
import { DEFAULT_TOOLS, type OpenContext } from './open-context';
import { refuseNotRehearsable } from './refuse-not-rehearsable';
import { standInForTokens } from './stand-in-secrets';

/** A running emulator with bootstrapped accounts and the deployed pipeline: everything a push needs. */
export interface Site {
  readonly endpoint: Endpoint;
  readonly installation: InstallationContext;
  readonly tools: BootstrapTarget;
  readonly pipelineName: string;
  readonly bootstrapped: readonly string[];
  /** Directory that lives as long as the emulator. */
  readonly directory: string;
  /** Whether stubs stand for what the emulator lacks. */
  readonly partial?: boolean | undefined;
  /** The kept session this site came from. */
  readonly session: Session | undefined;
}

/** Goes on with the site of a kept session; says so and forgets it when it is dead, or is none of this user's. */
export const reopenSite = async (context: OpenContext): Promise<Site | undefined> => {
  const judged = await judgeSession(context.records);
  if (judged.state === 'none') return undefined;
  const note = (text: string): void => context.emit({ type: 'note', time: timestamp(), text });
  if (judged.state === 'dead') {
    note(`${judged.because}: starting a new one, without the earlier deployments`);
    forgetSession(context.records);
    await sweep(context.workspace.directory);
    return undefined;
  }
  const { session } = judged;
  if (context.endpoint !== undefined && context.endpoint !== session.endpoint) return undefined;
  if (context.lag !== undefined) {
    throw new UserError(`--lag is for an emulator that is started, and one is kept: end it with bin/delivery down`);
  }
  refuseOtherStubs(session, context.partial);
  note(`going on with the kept emulator at ${session.endpoint} (end it with bin/delivery down)`);
  const { tools, bootstrapped, partial, privateDirectory: directory } = session;
  const endpoint = keptEndpoint(session);
  await context.lookUps.at(Promise.resolve(endpoint), (found) => installationOn(found, context));
  await judgePermissions(endpoint, tools, context);
  const pipelineName = await keptPipeline(session, context, {
    getPipeline: (...asked) => awsCloud(endpoint.url, context.signal).getPipeline(...asked),
    nameIn: physicalName,
  });
  await sayHandedOut({ endpoint, tools, pipelineName }, context);
  return {
    endpoint,
    installation: installationOn(endpoint, context),
    tools,
    pipelineName,
    bootstrapped,
    directory,
    partial,
    session,
  };
};

/** Starts the emulator while the commit is synthesized, bootstraps, and deploys the pipeline. */
export const buildSite = async (context: OpenContext): Promise<Site> => {
  const stop = new AbortController();
  const both: OpenContext = { ...context, signal: AbortSignal.any([context.signal, stop.signal]) };
  const giveUp = (error: unknown): never => {
    stop.abort(error);
    throw error;
  };
  const starting = startEndpoint(both).catch(giveUp);
  const lookingUp = context.lookUps.at(starting, (found) => installationOn(found, both));
  const [endpoint, base] = await Promise.allSettled([starting, synthesize(both).catch(giveUp)]);
  await lookingUp;
  try {
    if (endpoint.status === 'rejected') throw stop.signal.reason;
    if (base.status === 'rejected') throw stop.signal.reason;
    return await install(endpoint.value, base.value, context);
  } catch (error) {
    if (endpoint.status === 'fulfilled') await endpoint.value.stop();
    throw error;
  }
};

const install = async (endpoint: Endpoint, { prepared, note }: Base, context: OpenContext): Promise<Site> => {
  if (note !== undefined) context.emit({ type: 'note', time: timestamp(), text: note });
  const stack = pipelineIn(prepared, context.pipeline);
  const tools = toolsOf(stack, DEFAULT_TOOLS);
  const { bootstrapped, pipelineName } = await whileItAnswers(endpoint, context.signal, async (signal) => {
    await judgePermissions(endpoint, tools, { ...context, signal });
    const installation = installationOn(endpoint, { ...context, signal });
    const bootstrapped = await bootstrap(installation, tools, prepared, []);
    await standInForTokens(endpoint, tools, stack.templateFile, context.emit);
    const pipelineName = await deployPipeline(installation, tools, prepared, stack);
    await sayHandedOut({ endpoint, tools, pipelineName }, { ...context, signal });
    return { bootstrapped, pipelineName };
  });
  const installation = installationOn(endpoint, context);
  const { privateDirectory: directory, partial } = context;
  return { endpoint, installation, tools, pipelineName, bootstrapped, directory, partial, session: undefined };
};

/** Before anything is deployed: that is done as roles, too. */
const judgePermissions = async (
  endpoint: Endpoint,
  tools: BootstrapTarget,
  { permissions, signal, emit }: OpenContext,
): Promise<void> => {
  const judges = await awsCloud(endpoint.url, signal).judgePermissions(accessTo(endpoint, tools), permissions);
  if (!judges && permissions !== 'off') emit({ type: 'note', time: timestamp(), text: NOT_JUDGED });
};

const NOT_JUDGED = 'the endpoint judges no identity policies: what AWS would refuse is not seen';

const startEndpoint = (context: OpenContext): Promise<Endpoint> =>
  inPhase(context.emit, 'emulator', context.endpoint ?? 'starting', async () => {
    const value =
      context.endpoint === undefined
        ? await startOwn(context)
        : await reachable(givenEndpoint(context.endpoint, secretIn(context.machine.env)));
    // The whole sentence, and the reason for a weaker way, stand in the emulator's log.
    const [how] = value.functions?.split(':') ?? [];
    return { detail: [value.url, ...(how === undefined ? [] : [how])].join(', '), value };
  });

const startOwn = ({ machine, privateDirectory, records, signal, emit, lag, partial }: OpenContext): Promise<Endpoint> =>
  ownEndpoint({
    emulatorDirectory: machine.emulatorDirectory,
    nodeModules: machine.nodeModules,
    env: machine.env,
    signal,
    keptBy: join(privateDirectory, KEPT),
    history: historyFile(records),
    ...(lag !== undefined && { lag }),
    ...(partial && { stubs: true }),
    onStart: (pid) => markEmulator(privateDirectory, pid),
    stateDir: stateDirectoryIn(privateDirectory),
    log: (text) => emit({ type: 'note', time: timestamp(), text }),
  });

const synthesize = (context: OpenContext): Promise<Base> =>
  inPhase(context.emit, 'synth', 'cdk synth', async () => {
    const value = await chooseBase(context.workspace, context.commit, context.base, context.prepare, context.pipeline);
    await refuseUnknown(context, value);
    await refuseUnable(context, value);
    const stacks = counted(value.prepared.stacks.length, 'stack');
    return { detail: `${stacks} of ${value.prepared.commit.id.slice(0, 7)}`, value };
  });

/** Names that neither the pipeline to be deployed has nor the pushed commit's: where that is not synthesized, or knows names only later, the push tells. */
const refuseUnknown = async (
  { refuse, knows, prepare, commit, pipeline, given = [] }: OpenContext,
  base: Base,
): Promise<void> => {
  if (!knows(commit)) return;
  const pushed = await prepare(commit);
  const definitions = [base.prepared, ...(pushed.ok ? [pushed] : [])].map((each) => pipelineIn(each, pipeline));
  if (definitions.some(({ isWhole }) => !isWhole)) return;
  checkSourceNames(
    given,
    definitions.flatMap(({ sources }) => sources),
  );
  const all = (names: 'stageNames' | 'actionNames') => [...new Set(definitions.flatMap((each) => each[names]))];
  refuse?.(all('stageNames'), all('actionNames'));
};

/** Of the commit that is deployed and, where it is synthesized by now, of the pushed one. */
const refuseUnable = async (context: OpenContext, { prepared }: Base): Promise<void> => {
  if (context.endpoint !== undefined) context.emit({ type: 'note', time: timestamp(), text: NOT_HELD });
  await refuseNotRehearsable(context, prepared);
  if (prepared.commit.id === context.commit.id || !context.knows(context.commit)) return;
  const pushed = await context.prepare(context.commit);
  if (pushed.ok) await refuseNotRehearsable(context, pushed);
};

const NOT_HELD = 'what the endpoint can do is not known: only pipeline and builds are looked at before they run';

const installationOn = (endpoint: Entrance, context: OpenContext): InstallationContext => ({
  endpoint,
  nodeModules: context.machine.nodeModules,
  env: context.env,
  privateDirectory: context.privateDirectory,
  emit: context.emit,
  signal: context.signal,
  onLine: context.log,
});

/** Starts our own emulator. */
const ownEndpoint = async (options: EmulatorOptions): Promise<Endpoint> => {
  const { endpoint, secret, functions, pid, exited, stop } = await startEmulator(options);
  return { url: endpoint, secret, functions, pid, exited: exited.then(lastWords), stop };
};

import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { sha256 } from '../../../../../ground/sha256';
import { filesBelow, unzip } from '../../../artifacts/archive';
import type { Access, SessionCalls } from '../../../cloud/cloud';
import { describeError } from '../../../failure';
import type { ExecutorOptions } from '../../../options';
import { toLog, toReport } from '../../../service-permissions';
import type { ActionContext, ActionOutcome } from '../../handler';
import type { BuildParts } from '../build';
import { machinePath } from '../environment';
import { containerLine } from '../lines';
import { buildKey } from './build-key';
import type { KeptBuild, KeptBuilds } from './kept-builds';
import { type Because, whyCalls, whyNever } from './why-run';

/** One build that may be taken over from an earlier one, or be kept for a later one. */
export class Reuse {
  private readonly lines: string[] = [];
  private readonly archives = new Map<string, Buffer>();
  private key = '';
  private ran: Because = { word: 'new', detail: 'no such build is kept' };

  constructor(
    private readonly builds: KeptBuilds,
    private readonly context: ActionContext,
    private readonly parts: Omit<BuildParts, 'buildNumber' | 'groups'>,
  ) {}

  /** Writes a line of the build, and remembers it. */
  readonly log = (line: string): void => {
    this.lines.push(line);
    this.context.log(line);
  };

  /** Remembers what was published as an artifact. */
  archived(name: string, archive: Buffer): void {
    this.archives.set(name, archive);
  }

  /** How the same build ended before, published again; undefined where it is to be run, which the log then explains. */
  async taken(): Promise<ActionOutcome | undefined> {
    const session = await this.session();
    const never = this.never(session);
    if (never !== undefined) return this.refuse(never);
    this.key = await this.keyOf(session?.policies ?? []);
    const found = this.builds.find(this.key);
    if (found === 'damaged')
      return this.refuse({ word: 'damaged', detail: 'what is kept of it is not as it was, and is removed' });
    return found === 'new' ? this.refuse(this.ran) : this.takeOver(found);
  }

  /** Keeps a build that has succeeded, where another one may take it over; its summary says why this one was run. */
  async keep(outcome: ActionOutcome, reports: readonly string[]): Promise<ActionOutcome> {
    if (outcome.status !== 'Succeeded') return outcome;
    const session = await this.session();
    const calls = session ? whyCalls(session, await this.ownCalls(reports)) : this.never(session);
    const because = (this.key === '' ? this.ran : calls) ?? (await this.credentialIn(outcome));
    const unkept = because ?? this.write(outcome, reports);
    if (unkept !== undefined && this.key !== '') this.say('Not kept', unkept);
    const { word } = unkept ?? this.ran;
    return { ...outcome, summary: `${outcome.summary} (not taken over: ${word})`, isQuiet: calls === undefined };
  }

  private get access(): Access {
    return { credentials: this.parts.credentials, region: this.context.access.region };
  }

  private session(): Promise<SessionCalls | undefined> {
    return this.context.cloud.sessionCalls(this.access);
  }

  private never(session: SessionCalls | undefined): Because | undefined {
    const { follows, configuration, exchange } = this.context;
    if (follows !== undefined) return { word: 'follows', detail: `${follows} may have changed what it looks at` };
    return whyNever(this.parts.project, configuration['EnvironmentVariables'], session, exchange.buckets);
  }

  private refuse(because: Because): undefined {
    this.ran = because;
    this.say('Not taken over', because);
  }

  private say(what: string, { word, detail }: Because): void {
    this.context.log(containerLine(`${what} (${word}): ${detail}`));
  }

  private async keyOf(policies: readonly string[]): Promise<string> {
    const { action, configuration, exchange, options } = this.context;
    const inputs = action.inputs.map(async (name): Promise<[string, string]> => {
      return [name, sha256(await exchange.fetch(this.access, name))];
    });
    const { stageName, actionName, region, outputs } = action;
    return buildKey({
      project: this.parts.project,
      stageName,
      actionName,
      region,
      outputs,
      configuration,
      policies,
      inputs: await Promise.all(inputs),
      pipelineName: options.pipelineName,
      commitId: options.revision.commitId,
      environment: environmentOf(options),
      ground: this.builds.ground,
    });
  }

  /** As the build's own role, which is asked for all that it would have needed. */
  private async takeOver({ pipelineExecutionId: cached, ...found }: KeptBuild): Promise<ActionOutcome> {
    const { cloud, exchange, log } = this.context;
    const { project, buildId, directories } = this.parts;
    await cloud.requirePermissions(this.access, [...toLog(project, buildId), ...toReport(project, found.reports)]);
    log(containerLine(`CACHED: taken over from execution ${cached}, whose log follows`));
    for (const line of found.log) log(line);
    const published = found.artifacts.map(async ({ name, archive }) => {
      const directory = join(directories.outputs, name);
      await mkdir(directory, { recursive: true });
      await unzip(archive, directory);
      const { key } = await exchange.publish(this.access, name, archive);
      log(containerLine(`Artifact ${name} is ${key}`));
      return { artifactName: name, directory };
    });
    const summary = `CACHED: build ${project.name} of execution ${cached}`;
    const outputs = await Promise.all(published);
    return { status: 'Succeeded', summary, outputs, variables: found.variables, cached, isQuiet: true };
  }

  /** What is asked for every build, by whom it is run. */
  private async ownCalls(reports: readonly string[]): Promise<readonly (readonly [string, string])[]> {
    const { action, exchange } = this.context;
    const { project, buildId } = this.parts;
    const partition = project.arn?.split(':')[1] ?? 'aws';
    const onObject = async (operation: string, name: string): Promise<[string, string]> => {
      const { bucket, key } = await exchange.locate(name, action.region);
      return [operation, `arn:${partition}:s3:::${bucket}/${key}`];
    };
    const asked = [...toLog(project, buildId), ...toReport(project, reports)];
    return [
      ...asked.map((each): [string, string] => [each.action, each.resource]),
      ...(await Promise.all(action.inputs.map((name) => onObject('s3:GetObject', name)))),
      ...(await Promise.all(action.outputs.map((name) => onObject('s3:PutObject', name)))),
    ];
  }

  private async credentialIn({ variables = {}, outputs = [] }: ActionOutcome): Promise<Because | undefined> {
    const { accessKeyId, secretAccessKey, sessionToken = secretAccessKey } = this.parts.credentials;
    const secrets = [accessKeyId, secretAccessKey, sessionToken];
    const variable = Object.entries(variables).find(([, value]) => secrets.some((secret) => value.includes(secret)));
    if (variable !== undefined) return { word: 'credential', detail: `variable ${variable[0]} holds one` };
    for (const { directory, artifactName } of outputs) {
      for (const { path, name } of await filesBelow(directory)) {
        const content = await readFile(path);
        if (secrets.some((secret) => content.includes(secret)))
          return { word: 'credential', detail: `${name} of artifact ${artifactName} holds one` };
      }
    }
    return undefined;
  }

  private write({ variables = {} }: ActionOutcome, reports: readonly string[]): Because | undefined {
    const { pipelineExecutionId } = this.context.options;
    const artifacts = [...this.archives].map(([name, archive]) => ({ name, archive }));
    try {
      this.builds.keep(this.key, { pipelineExecutionId, variables, reports, log: this.lines, artifacts });
      return undefined;
    } catch (error) {
      // It has succeeded, whatever becomes of its copy.
      return { word: 'unwritten', detail: describeError(error) };
    }
  }
}

/** npm's settings lie in a directory of this rehearsal: they are known by their content. */
const environmentOf = ({ buildEnvironment = {} }: ExecutorOptions): Readonly<Record<string, string>> => {
  const { npm_config_globalconfig: file, ...others } = buildEnvironment;
  const npm = file !== undefined && existsSync(file) ? sha256(readFileSync(file)) : '';
  return { ...others, npm, PATH: machinePath(buildEnvironment).join(delimiter) };
};

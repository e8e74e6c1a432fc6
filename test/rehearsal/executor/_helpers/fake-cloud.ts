import { once } from 'node:events';
import type {
  Access,
  ApprovalAnswer,
  ChangeSetState,
  Encryption,
  ExecutionNote,
  ExecutorCloud,
  ObjectLocation,
  Order,
  Permission,
  PipelineDeclaration,
  Project,
  SessionCalls,
  SigningCredentials,
  Stack,
  StackEvent,
  StackInput,
} from '../../../../lib/rehearsal/executor/cloud/cloud';
import { FakeStarts } from './fake-starts';

/** What a stack operation of the fake ends with. */
export interface StackScript {
  readonly status: string;
  readonly events?: readonly StackEvent[];
  readonly outputs?: Readonly<Record<string, string>>;
}

interface StoredObject {
  readonly body: Buffer;
  readonly encryption: Encryption | undefined;
  readonly by: string;
}

/** A cloud in memory. It records who did what; assumed roles have their ARN as access key. */
export class FakeCloud extends FakeStarts implements ExecutorCloud {
  /** Whether its CodePipeline remembers executions. */
  remembers = true;
  /** What the execution was told; undefined where its CodePipeline takes no orders. */
  orders: Order[] | undefined;
  /** Which executions are held, before which note, and until when. */
  readonly holds: { readonly of: string; readonly before: number; readonly signal: AbortSignal }[] = [];
  /** PermissionRecord that services would have needed, without a request. */
  readonly required: string[] = [];
  counts = true; // whether its CodeBuild counts builds, and how many there were of each project
  readonly builds = new Map<string, number>();
  readonly objects = new Map<string, StoredObject>();
  readonly projects = new Map<string, Project>();
  readonly parameters = new Map<string, string>();
  readonly secrets = new Map<string, string>();
  readonly stacks = new Map<string, Stack>();
  readonly changeSets = new Map<string, ChangeSetState>();
  readonly inputs = new Map<string, StackInput>();
  readonly events = new Map<string, StackEvent[]>();
  /** What becomes of a stack, by name. */
  readonly scripts = new Map<string, StackScript>();
  /** What it says that a session was asked for; undefined where it judges nobody. */
  session: SessionCalls | undefined;
  forgets = false; // what services would have needed
  /** Names of stacks whose next change set has no changes. */
  readonly unchanged = new Set<string>();
  restartOnUpdate: boolean | undefined = true;

  constructor(public pipeline: PipelineDeclaration) {
    super();
  }

  async getPipeline(_access: Access, name: string): Promise<PipelineDeclaration> {
    this.calls.push(`getPipeline ${name}`);
    return this.pipeline;
  }

  async countBuild(_access: Access, projectName: string): Promise<number | undefined> {
    const number = (this.builds.get(projectName) ?? 0) + 1;
    this.builds.set(projectName, number);
    return this.counts ? number : undefined;
  }

  async pipelineProperties(): Promise<Readonly<Record<string, unknown>> | undefined> {
    return this.restartOnUpdate === undefined ? undefined : { RestartExecutionOnUpdate: this.restartOnUpdate };
  }

  async note(_access: Access, note: ExecutionNote): Promise<boolean> {
    this.notes.push(note);
    return this.remembers;
  }

  /** Gives an order to the execution that runs. */
  give(order: Order): void {
    this.orders?.push(order);
    this.given.emit('order');
  }

  async awaitOrders(_access: Access, { after, seconds }: { after: number; seconds: number }, signal: AbortSignal) {
    if (this.orders?.length === after && seconds > 0) await once(this.given, 'order', { signal });
    return this.orders?.slice(after);
  }

  async hold(_access: Access, { pipelineExecutionId: of }: { pipelineExecutionId: string }, signal: AbortSignal) {
    this.holds.push({ of, before: this.notes.length, signal });
  }

  async putApprovalResult(_access: Access, answer: ApprovalAnswer): Promise<boolean> {
    const { token, status, summary } = answer;
    if (this.orders?.some((order) => order.kind === 'approval' && order.token === token)) return false;
    this.give({ kind: 'approval', token, status, summary });
    return true;
  }

  async armFaults(): Promise<string | null | undefined> {
    return undefined;
  }

  async disarmFaults(): Promise<readonly number[]> {
    return [];
  }

  async requirePermissions(access: Access, permissions: readonly Permission[]): Promise<void> {
    const { accessKeyId } = access.credentials;
    this.required.push(...permissions.map(({ action, resource }) => `${action} ${resource} as ${accessKeyId}`));
  }

  async sessionCalls({ credentials }: Access): Promise<SessionCalls | undefined> {
    const own = this.required.map((each) => each.split(' ')).filter((each) => each.at(-1) === credentials.accessKeyId);
    const calls = own.map(([action = '', resource = '']): [string, string] => [action, resource]);
    return this.session && { ...this.session, calls: [...this.session.calls, ...(this.forgets ? [] : calls)] };
  }

  async getProject(access: Access, name: string): Promise<Project | undefined> {
    this.calls.push(`getProject ${name} as ${access.credentials.accessKeyId}`);
    return this.projects.get(name);
  }

  async assumeRole(
    access: Access,
    { roleArn, servicePrincipal }: { readonly roleArn: string; readonly servicePrincipal?: string },
  ): Promise<SigningCredentials> {
    this.calls.push(`assumeRole ${roleArn} by ${servicePrincipal ?? access.credentials.accessKeyId}`);
    return { accessKeyId: roleArn, secretAccessKey: 'secret', sessionToken: 'token' };
  }

  async putObject(access: Access, at: ObjectLocation, body: Buffer, encryption?: Encryption): Promise<void> {
    this.calls.push(`putObject ${at.bucket} in ${access.region} as ${access.credentials.accessKeyId}`);
    this.objects.set(`${at.bucket}/${at.key}`, { body, encryption, by: access.credentials.accessKeyId });
  }

  async getObject(access: Access, at: ObjectLocation): Promise<Buffer> {
    this.calls.push(`getObject ${at.bucket} in ${access.region} as ${access.credentials.accessKeyId}`);
    const found = this.objects.get(`${at.bucket}/${at.key}`);
    if (found === undefined) throw new Error(`NoSuchKey ${at.bucket}/${at.key}`);
    return found.body;
  }

  async listKeys(_access: Access, bucket: string, prefix: string): Promise<readonly string[]> {
    const keys = [...this.objects.keys()].reverse().filter((key) => key.startsWith(`${bucket}/${prefix}`));
    return keys.map((key) => key.slice(bucket.length + 1));
  }

  async getParameter(access: Access, name: string): Promise<string> {
    return this.stored(this.parameters, name, access);
  }

  async getSecret(access: Access, { secretId }: { readonly secretId: string }): Promise<string> {
    return this.stored(this.secrets, secretId, access);
  }

  async findStack(_access: Access, stackName: string): Promise<Stack | undefined> {
    return this.stacks.get(stackName);
  }

  async createChangeSet(access: Access, name: string, type: string, input: StackInput): Promise<void> {
    this.calls.push(
      `createChangeSet ${type} ${input.stackName} in ${access.region} as ${access.credentials.accessKeyId}`,
    );
    this.inputs.set(input.stackName, input);
    if (!this.stacks.has(input.stackName)) this.setStatus(input.stackName, 'REVIEW_IN_PROGRESS');
    const state: ChangeSetState = this.unchanged.has(input.stackName)
      ? { status: 'FAILED', reason: "The submitted information didn't contain changes." }
      : { status: 'CREATE_COMPLETE', reason: '' };
    this.changeSets.set(`${input.stackName}/${name}`, state);
  }

  async changeSetProblems(_access: Access, _stackName: string, _name: string): Promise<readonly string[]> {
    return [];
  }

  async findChangeSet(_access: Access, stackName: string, name: string): Promise<ChangeSetState | undefined> {
    return this.changeSets.get(`${stackName}/${name}`);
  }

  async deleteChangeSet(_access: Access, stackName: string, name: string): Promise<void> {
    this.calls.push(`deleteChangeSet ${stackName}`);
    this.changeSets.delete(`${stackName}/${name}`);
  }

  async executeChangeSet(_access: Access, stackName: string, name: string): Promise<void> {
    this.calls.push(`executeChangeSet ${stackName}`);
    this.changeSets.delete(`${stackName}/${name}`);
    this.operate(stackName);
  }

  async createStack(_access: Access, input: StackInput): Promise<void> {
    this.calls.push(`createStack ${input.stackName}`);
    this.inputs.set(input.stackName, input);
    this.operate(input.stackName);
  }

  async updateStack(_access: Access, input: StackInput): Promise<void> {
    this.calls.push(`updateStack ${input.stackName}`);
    this.inputs.set(input.stackName, input);
    if (this.unchanged.has(input.stackName)) throw new Error('No updates are to be performed.');
    this.operate(input.stackName);
  }

  async deleteStack(_access: Access, stackName: string): Promise<void> {
    this.calls.push(`deleteStack ${stackName}`);
    this.stacks.delete(stackName);
  }

  async stackEvents(_access: Access, stackName: string) {
    return { events: [...(this.events.get(stackName) ?? [])].reverse() };
  }

  setStatus(stackName: string, status: string, outputs: Readonly<Record<string, string>> = {}): void {
    this.stacks.set(stackName, {
      StackName: stackName,
      StackId: stackName,
      StackStatus: status as 'CREATE_COMPLETE',
      CreationTime: new Date(0),
      Outputs: Object.entries(outputs).map(([key, value]) => ({ OutputKey: key, OutputValue: value })),
    });
  }

  private operate(stackName: string): void {
    const { status, events = [], outputs } = this.scripts.get(stackName) ?? { status: 'CREATE_COMPLETE' };
    this.events.set(stackName, [...(this.events.get(stackName) ?? []), ...events]);
    this.setStatus(stackName, status, outputs);
  }

  private stored(values: ReadonlyMap<string, string>, name: string, access: Access): string {
    this.calls.push(`read ${name} as ${access.credentials.accessKeyId}`);
    const value = values.get(name);
    if (value === undefined) throw new Error(`${name} not found`);
    return value;
  }
}

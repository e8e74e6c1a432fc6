import type { ChangeSetStatus, Stack, StackEvent } from '@aws-sdk/client-cloudformation';
import type { Project } from '@aws-sdk/client-codebuild';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { PermissionMode } from '../../record/permission-record';
import type { ExecutionNote } from './note';
import type { Entry, InFront, Order, Start } from './order';
import type { SessionCalls } from './session-calls';

export type { ActionNote, ExecutionNote, RuleNote } from './note';
export type { Entry, InFront, Order, Start } from './order';
export type { SessionCalls } from './session-calls';
export type { PipelineDeclaration, Project, Stack, StackEvent };

/** What an AWS call is signed with. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As whom and where a call is made. */
export interface Access {
  readonly credentials: SigningCredentials;
  readonly region: string;
}

/** Where an object lies. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

/** Server-side encryption of an artifact: with a key, or with S3's own for the account. */
export interface Encryption {
  readonly kmsKeyId?: string;
}

/** How a file is kept that is deployed. */
export interface FileSettings extends Encryption {
  /** One of S3's canned lists. */
  readonly acl?: string;
  readonly cacheControl?: string;
  readonly contentType?: string;
}

/** A stack operation's input, as far as CodePipeline's CloudFormation action fills it. */
export interface StackInput {
  readonly stackName: string;
  readonly template: { readonly body: string } | { readonly url: string };
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly roleArn?: string;
  readonly stackPolicy?: string;
}

/** What became of a change set; `reason` is CloudFormation's own sentence. */
export interface ChangeSetState {
  readonly status: ChangeSetStatus;
  readonly reason: string;
}

/** Every call the executor makes, and nothing else: tests put a fake in its place. */
export interface ExecutorCloud {
  getPipeline(access: Access, name: string): Promise<PipelineDeclaration>;
  /** The properties in the template that deployed a pipeline, or undefined where no stack owns it. */
  pipelineProperties(access: Access, name: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  getProject(access: Access, name: string): Promise<Project | undefined>;
  /** Numbers a build of a project, from 1; undefined where the endpoint counts none. */
  countBuild(access: Access, projectName: string): Promise<number | undefined>;
  /** Lets CodePipeline remember what happened to an execution; answers false where it cannot. */
  note(access: Access, note: ExecutionNote): Promise<boolean>;
  /**
   * What an execution was told behind the first `after` orders: at once where there is something, else after so many seconds;
   * undefined where the endpoint takes no orders. Ends with the signal.
   */
  awaitOrders(
    access: Access,
    asked: {
      readonly pipelineName: string;
      readonly pipelineExecutionId: string;
      readonly after: number;
      readonly seconds: number;
    },
    signal: AbortSignal,
  ): Promise<readonly Order[] | undefined>;
  /**
   * Lets the endpoint know that this process runs an execution: a call that lasts as long as the signal lets it, and that ends
   * with this process. Returns at once where the endpoint knows no such call.
   */
  hold(
    access: Access,
    held: { readonly pipelineName: string; readonly pipelineExecutionId: string },
    signal: AbortSignal,
  ): Promise<void>;
  /** Answers an approval there; false where somebody else has answered it. */
  putApprovalResult(access: Access, answer: ApprovalAnswer): Promise<boolean>;
  /** The succeeded runs of an execution's actions, newest first. */
  listActions(access: Access, pipelineName: string, pipelineExecutionId: string): Promise<readonly SucceededRun[]>;
  /** The newest execution, but for roll-backs, that has succeeded in a stage of the definition as it is now, beside the given one. */
  lastSucceeded(
    access: Access,
    pipelineName: string,
    stageName: string,
    but: string,
  ): Promise<{ readonly pipelineExecutionId: string; readonly commitId: string } | undefined>;
  /** The execution that has begun last, but for roll-backs; undefined where the endpoint remembers none. */
  newestExecution(access: Access, pipelineName: string): Promise<string | undefined>;
  /**
   * Lets an execution into a stage as soon as its mode and the transition allow it, or answers after so many seconds that it
   * waits; undefined where the endpoint does not say. Ends with the signal.
   */
  enterStage(
    access: Access,
    asked: {
      readonly pipelineName: string;
      readonly pipelineExecutionId: string;
      readonly stageName: string;
      readonly seconds: number;
    },
    signal: AbortSignal,
  ): Promise<Entry | InFront | undefined>;
  /**
   * What is to be run of a pipeline: at once where there is something, else after so many seconds; undefined where the endpoint
   * starts nothing. Ends with the signal.
   */
  awaitStarts(
    access: Access,
    asked: { readonly pipelineName: string; readonly seconds: number },
    signal: AbortSignal,
  ): Promise<readonly Start[] | undefined>;
  /** Whether a rule of EventBridge that is enabled has this target. */
  isTargetOfRule(access: Access, targetArn: string): Promise<boolean>;
  /** Whether a webhook, for pushes to GitHub, starts a pipeline. */
  isTargetOfWebhook(access: Access, pipelineName: string): Promise<boolean>;
  /** An image by its tag; undefined where the repository has none. */
  describeImage(access: Access, repository: string, tag: string): Promise<Image | undefined>;
  /** Takes a start; false where somebody else runs it, or nobody any more. */
  takeStart(access: Access, pipelineName: string, pipelineExecutionId: string): Promise<boolean>;
  /** The state of a CloudWatch alarm; undefined where there is none of that name. */
  alarmState(access: Access, name: string): Promise<string | undefined>;
  /** Tells a topic. */
  publish(
    access: Access,
    topicArn: string,
    message: { readonly subject: string; readonly text: string },
  ): Promise<void>;
  /** Lets Lambda run a function, and does not wait for it. */
  invokeFunction(access: Access, name: string, event: string): Promise<void>;

  /** Lets the endpoint judge the policies of whoever calls from now on; answers false where it cannot. */
  judgePermissions(access: Access, mode: PermissionMode): Promise<boolean>;
  /** What was judged since then, as JSON; undefined where the endpoint judges nothing. */
  permissionReport(access: Access): Promise<unknown>;
  /**
   * Has judged what AWS's services do with a role on their own, for which no request is made here.
   *
   * @throws {Error} when AWS would refuse it, in its words
   */
  requirePermissions(access: Access, permissions: readonly Permission[]): Promise<void>;
  /** What the calling session was asked for so far; undefined where the endpoint judges nobody. */
  sessionCalls(access: Access): Promise<SessionCalls | undefined>;
  /** Has these go wrong from now on, and nothing else; null, or what is wrong with one. Undefined where the endpoint cannot. */
  armFaults(access: Access, faults: readonly object[]): Promise<string | null | undefined>;
  /** Has nothing go wrong any more; answers how often each fault struck, in their order. */
  disarmFaults(access: Access): Promise<readonly number[]>;

  assumeRole(
    access: Access,
    request: { readonly roleArn: string; readonly sessionName: string; readonly servicePrincipal?: string },
  ): Promise<SigningCredentials>;

  /** Without `encryption` the bucket's own default applies. */
  putObject(access: Access, at: ObjectLocation, body: Buffer, encryption?: Encryption): Promise<void>;
  /** Puts a file that is deployed; without a key the bucket's own default applies. */
  putFile(access: Access, at: ObjectLocation, body: Buffer, settings: FileSettings): Promise<void>;
  getObject(access: Access, at: ObjectLocation): Promise<Buffer>;
  /** Keys under a prefix, newest first. */
  listKeys(access: Access, bucket: string, prefix: string): Promise<readonly string[]>;

  getParameter(access: Access, name: string): Promise<string>;
  getSecret(access: Access, secret: SecretVersion): Promise<string>;

  /** The stack, or undefined where it does not exist. */
  findStack(access: Access, stackName: string): Promise<Stack | undefined>;
  createChangeSet(access: Access, name: string, type: 'CREATE' | 'UPDATE', input: StackInput): Promise<void>;
  findChangeSet(access: Access, stackName: string, name: string): Promise<ChangeSetState | undefined>;
  /** What CloudFormation's early validation has found wrong with a change set: where in the template, and what. */
  changeSetProblems(access: Access, stackName: string, name: string): Promise<readonly string[]>;
  deleteChangeSet(access: Access, stackName: string, name: string): Promise<void>;
  executeChangeSet(access: Access, stackName: string, name: string): Promise<void>;
  createStack(access: Access, input: StackInput): Promise<void>;
  updateStack(access: Access, input: StackInput): Promise<void>;
  deleteStack(access: Access, stackName: string, roleArn: string | undefined): Promise<void>;
  /** One page of a stack's events, newest first. */
  stackEvents(access: Access, stackName: string, nextToken?: string): Promise<StackEventPage>;
}

/** An IAM action, and the ARN that it is needed for. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
  /** Another name of the action, by which a policy may allow it as well. */
  readonly or?: string;
}

/** Which value of which version of a secret. */
export interface SecretVersion {
  readonly secretId: string;
  readonly versionStage?: string;
  readonly versionId?: string;
}

/** An image of a repository in ECR. */
export interface Image {
  readonly digest: string;
  readonly registryId: string;
  readonly sizeInBytes: number;
  /** Seconds since 1970. */
  readonly pushedAt: number;
  readonly tags: readonly string[];
}

/** A page of stack events. */
export interface StackEventPage {
  readonly events: readonly StackEvent[];
  readonly nextToken?: string;
}

/** A run of an action that succeeded, and what it made. */
export interface SucceededRun {
  readonly stageName: string;
  readonly actionName: string;
  readonly region: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly artifacts: readonly { readonly name: string; readonly at: ObjectLocation }[];
}

/** The answer to the approval that has this token. */
export interface ApprovalAnswer {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly token: string;
  readonly status: 'Approved' | 'Rejected';
  readonly summary: string;
}

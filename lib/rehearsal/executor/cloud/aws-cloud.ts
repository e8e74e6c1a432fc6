import { messageOf } from '../../../ground/message-of';
import { Failure } from '../failure';
import { SdkClients } from './clients';
import type { ExecutorCloud } from './cloud';
import { emulatorCall } from './emulator-call';
import { historyCalls, newestCalls } from './history-calls';
import { imageCalls } from './image-calls';
import { orderCalls } from './order-calls';
import { postNote } from './post-note';
import { ruleCalls } from './rule-calls';
import { sessionCallsSchema } from './session-calls';
import { type Calls, changeSetCalls, ownerCalls, stackCalls } from './stack-calls';
import { startCalls } from './start-calls';

/** Tells the emulator on behalf of which AWS service a role is assumed; other endpoints do not read it. */
const SERVICE_PRINCIPAL_HEADER = 'x-emulator-service-principal';

/** The cloud behind an endpoint; calls under way end when the signal is given. */
export const awsCloud = (endpoint: string, abortSignal: AbortSignal): ExecutorCloud => {
  const clients = new SdkClients(endpoint);
  const options = { abortSignal };
  return {
    ...definitionCalls(clients, options),
    ...orderCalls(clients, options),
    ...historyCalls(clients, options),
    ...newestCalls(clients, options),
    ...startCalls(clients, options),
    ...ruleCalls(clients, options),
    ...imageCalls(endpoint)(clients, options),
    ...permissionCalls(clients, options),
    ...faultCalls(clients, options),
    ...roleCalls(clients, options),
    ...objectCalls(clients, options),
    ...valueCalls(clients, options),
    ...ownerCalls(clients, options),
    ...stackCalls(clients, options),
    ...changeSetCalls(clients, options),
  };
};

/** CodePipeline and CodeBuild. */
const definitionCalls: Calls<'getPipeline' | 'note' | 'getProject' | 'countBuild'> = (clients, options) => ({
  async getPipeline(access, name) {
    const { sdk, client } = await clients.codePipeline(access);
    const { pipeline } = await client.send(new sdk.GetPipelineCommand({ name }), options);
    if (pipeline === undefined) throw new Failure(`pipeline ${name} does not exist in ${access.region}`);
    return pipeline;
  },

  note: (access, note) => postNote(clients, access, note),

  async getProject(access, name) {
    const { sdk, client } = await clients.codeBuild(access);
    const { projects = [] } = await client.send(new sdk.BatchGetProjectsCommand({ names: [name] }), options);
    return projects[0];
  },

  async countBuild(access, projectName) {
    const answer = await emulatorCall(clients, access, 'EmulatorCountBuild', { projectName });
    return answer === undefined ? undefined : (JSON.parse(answer) as { readonly buildNumber: number }).buildNumber;
  },
});

/** The emulator's own calls about policies; other endpoints know none of them, and judge nothing. */
const permissionCalls: Calls<'judgePermissions' | 'permissionReport' | 'requirePermissions' | 'sessionCalls'> = (
  clients,
) => ({
  async judgePermissions(access, mode) {
    return (await emulatorCall(clients, access, 'EmulatorJudgePermissions', { mode })) !== undefined;
  },

  async permissionReport(access) {
    const answer = await emulatorCall(clients, access, 'EmulatorReportPermissions', {});
    return answer === undefined ? undefined : JSON.parse(answer);
  },

  async requirePermissions(access, permissions) {
    if (permissions.length > 0) await emulatorCall(clients, access, 'EmulatorRequirePermissions', { permissions });
  },

  async sessionCalls(access) {
    const answer = await emulatorCall(clients, access, 'EmulatorSessionCalls', {});
    return answer === undefined ? undefined : (sessionCallsSchema.parse(JSON.parse(answer)) ?? undefined);
  },
});

/** The emulator's own calls by which something goes wrong. */
const faultCalls: Calls<'armFaults' | 'disarmFaults'> = (clients) => ({
  async armFaults(access, faults) {
    const answer = await emulatorCall(clients, access, 'EmulatorArmFaults', { faults });
    return answer === undefined ? undefined : (JSON.parse(answer) as { readonly problem: string | null }).problem;
  },

  async disarmFaults(access) {
    const answer = await emulatorCall(clients, access, 'EmulatorDisarmFaults', {});
    return answer === undefined ? [] : (JSON.parse(answer) as { readonly struck: readonly number[] }).struck;
  },
});

/** STS. */
const roleCalls: Calls<'assumeRole'> = (clients, options) => ({
  async assumeRole(access, { roleArn, sessionName, servicePrincipal }) {
    const { sdk, client } = await clients.sts(access);
    const command = new sdk.AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName.slice(0, 64) });
    if (servicePrincipal !== undefined) {
      command.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { readonly headers: Record<string, string> };
          request.headers[SERVICE_PRINCIPAL_HEADER] = servicePrincipal;
          return next(args);
        },
        { step: 'build', name: 'servicePrincipal' },
      );
    }
    const { Credentials: issued } = await client.send(command, options).catch((error: unknown) => {
      throw new Failure(`role ${roleArn} cannot be assumed: ${messageOf(error)}`, {
        cause: error,
      });
    });
    if (issued?.AccessKeyId === undefined || issued.SecretAccessKey === undefined) {
      throw new Failure(`assuming role ${roleArn} gave no credentials`);
    }
    return {
      accessKeyId: issued.AccessKeyId,
      secretAccessKey: issued.SecretAccessKey,
      ...(issued.SessionToken === undefined ? {} : { sessionToken: issued.SessionToken }),
    };
  },
});

/** S3. */
const objectCalls: Calls<'putObject' | 'getObject' | 'listKeys'> = (clients, options) => ({
  async putObject(access, { bucket, key }, body, encryption) {
    const { sdk, client } = await clients.s3(access);
    await client.send(
      new sdk.PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ...(encryption === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryption.kmsKeyId }),
      }),
      options,
    );
  },

  async getObject(access, { bucket, key }) {
    const { sdk, client } = await clients.s3(access);
    const { Body: body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }), options);
    if (body === undefined) throw new Failure(`object s3://${bucket}/${key} has no content`);
    return Buffer.from(await body.transformToByteArray());
  },

  async listKeys(access, bucket, prefix) {
    const { sdk, client } = await clients.s3(access);
    const objects: { readonly Key?: string | undefined; readonly LastModified?: Date | undefined }[] = [];
    for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
      objects.push(...(page.Contents ?? []));
    }
    const age = ({ LastModified: time }: { readonly LastModified?: Date | undefined }) => time?.getTime() ?? 0;
    return objects.toSorted((a, b) => age(b) - age(a)).flatMap(({ Key: key }) => (key === undefined ? [] : [key]));
  },
});

/**
 * Systems Manager's parameters and Secrets Manager. A build's role needs `ssm:GetParameters`, which is what CodeBuild calls.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html `env/parameter-store`
 */
const valueCalls: Calls<'getParameter' | 'getSecret'> = (clients, options) => ({
  async getParameter(access, name) {
    const { sdk, client } = await clients.ssm(access);
    const command = new sdk.GetParametersCommand({ Names: [name], WithDecryption: true });
    const { Parameters: [parameter] = [] } = await client.send(command, options);
    if (parameter?.Value === undefined) throw new Failure(`there is no parameter ${name}`);
    return parameter.Value;
  },

  async getSecret(access, { secretId, versionStage, versionId }) {
    const { sdk, client } = await clients.secretsManager(access);
    const { SecretString: value } = await client.send(
      new sdk.GetSecretValueCommand({ SecretId: secretId, VersionStage: versionStage, VersionId: versionId }),
      options,
    );
    if (value === undefined) throw new Failure(`secret ${secretId} has no text value`);
    return value;
  },
});

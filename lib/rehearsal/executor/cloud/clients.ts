import type { Access } from './cloud';
import { type Nameable, nameCalls } from './name-call';

/** One SDK package with its client for one role and region. */
interface Service<Sdk, Client> {
  readonly sdk: Sdk;
  readonly client: Client;
}

/**
 * The only place that builds SDK clients. A package is loaded when it is first needed (each costs about 0.1 s), a client
 * is kept per role and region.
 */
export class SdkClients {
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(private readonly endpoint: string) {
    // The SDK would warn of the machine's node version on stderr, which belongs to the caller.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  }

  readonly cloudFormation = (access: Access) =>
    this.once('cloudformation', access, async () => {
      const sdk = await import('@aws-sdk/client-cloudformation');
      return { sdk, client: new sdk.CloudFormationClient(this.configuration(access)) };
    });

  readonly cloudWatch = (access: Access) =>
    this.once('cloudwatch', access, async () => {
      const sdk = await import('@aws-sdk/client-cloudwatch');
      return { sdk, client: new sdk.CloudWatchClient(this.configuration(access)) };
    });

  readonly codeBuild = (access: Access) =>
    this.once('codebuild', access, async () => {
      const sdk = await import('@aws-sdk/client-codebuild');
      return { sdk, client: new sdk.CodeBuildClient(this.configuration(access)) };
    });

  readonly codePipeline = (access: Access) =>
    this.once('codepipeline', access, async () => {
      const sdk = await import('@aws-sdk/client-codepipeline');
      return { sdk, client: new sdk.CodePipelineClient(this.configuration(access)) };
    });

  readonly eventBridge = (access: Access) =>
    this.once('events', access, async () => {
      const sdk = await import('@aws-sdk/client-eventbridge');
      return { sdk, client: new sdk.EventBridgeClient(this.configuration(access)) };
    });

  readonly lambda = (access: Access) =>
    this.once('lambda', access, async () => {
      const sdk = await import('@aws-sdk/client-lambda');
      return { sdk, client: new sdk.LambdaClient(this.configuration(access)) };
    });

  readonly s3 = (access: Access) =>
    this.once('s3', access, async () => {
      const sdk = await import('@aws-sdk/client-s3');
      const client = new sdk.S3Client({
        ...this.configuration(access),
        forcePathStyle: true,
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      });
      return { sdk, client };
    });

  readonly secretsManager = (access: Access) =>
    this.once('secretsmanager', access, async () => {
      const sdk = await import('@aws-sdk/client-secrets-manager');
      return { sdk, client: new sdk.SecretsManagerClient(this.configuration(access)) };
    });

  readonly ssm = (access: Access) =>
    this.once('ssm', access, async () => {
      const sdk = await import('@aws-sdk/client-ssm');
      return { sdk, client: new sdk.SSMClient(this.configuration(access)) };
    });

  readonly sns = (access: Access) =>
    this.once('sns', access, async () => {
      const sdk = await import('@aws-sdk/client-sns');
      return { sdk, client: new sdk.SNSClient(this.configuration(access)) };
    });

  readonly sts = (access: Access) =>
    this.once('sts', access, async () => {
      const sdk = await import('@aws-sdk/client-sts');
      return { sdk, client: new sdk.STSClient(this.configuration(access)) };
    });

  private configuration({ credentials, region }: Access) {
    return { endpoint: this.endpoint, region, credentials };
  }

  private once<Sdk, Client>(
    service: string,
    { credentials, region }: Access,
    make: () => Promise<Service<Sdk, Client>>,
  ): Promise<Service<Sdk, Client>> {
    const id = `${service} ${region} ${credentials.accessKeyId}`;
    const known = this.known.get(id) as Promise<Service<Sdk, Client>> | undefined;
    const made =
      known ??
      make().then((service) => {
        // Whatever the service, its stack of steps takes this one.
        nameCalls(service.client as Nameable);
        return service;
      });
    this.known.set(id, made);
    return made;
  }
}

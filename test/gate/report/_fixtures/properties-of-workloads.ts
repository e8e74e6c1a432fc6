import { LogGroupLogDestination, MethodLoggingLevel, RestApi, type StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { Trail, type TrailProps } from 'aws-cdk-lib/aws-cloudtrail';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { BuildSpec, Project } from 'aws-cdk-lib/aws-codebuild';
import {
  BlockDeviceVolume,
  HttpTokens,
  Instance,
  type InstanceProps,
  InstanceType,
  MachineImage,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, ContainerInsights, FargateTaskDefinition, LogDrivers } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, type ApplicationLoadBalancerProps } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, type FunctionProps, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { network, type Sample } from './properties-of-storage';

const lambda =
  (props: (scope: Construct) => Partial<FunctionProps>): Sample =>
  (scope, cured) =>
    new LambdaFunction(scope, 'It', {
      runtime: Runtime.NODEJS_18_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
      ...(cured ? props(scope) : {}),
    });

const role = (scope: Construct) => new Role(scope, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
const read = (resource: string) => new PolicyStatement({ actions: ['s3:GetObject'], resources: [resource] });

const instance =
  (props: Partial<InstanceProps>): Sample =>
  (scope, cured) =>
    new Instance(scope, 'It', {
      vpc: network(scope),
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      instanceType: new InstanceType('m3.xlarge'),
      machineImage: MachineImage.genericLinux({ 'us-east-1': 'ami-1' }),
      ...('associatePublicIpAddress' in props ? { associatePublicIpAddress: true } : {}),
      ...(cured ? props : {}),
    });

const balancer =
  (props: Partial<ApplicationLoadBalancerProps>): Sample =>
  (scope, cured) =>
    new ApplicationLoadBalancer(scope, 'It', { vpc: network(scope), ...(cured ? props : {}) });

const api =
  (options: (scope: Construct) => StageOptions): Sample =>
  (scope, cured) => {
    new RestApi(scope, 'It', cured ? { deployOptions: options(scope) } : {}).root.addMethod('GET');
  };

const machine =
  (props: (scope: Construct) => object): Sample =>
  (scope, cured) =>
    new StateMachine(scope, 'It', {
      definitionBody: DefinitionBody.fromChainable(new Pass(scope, 'Pass')),
      ...(cured ? props(scope) : {}),
    });

const trail =
  (props: (scope: Construct) => TrailProps): Sample =>
  (scope, cured) =>
    new Trail(scope, 'It', { enableFileValidation: false, ...(cured ? props(scope) : {}) });

/** By construct and code, as the table has them. */
export const WORKLOADS: Readonly<Record<string, Sample>> = {
  'aws_lambda.Function deadLetterQueue': lambda((scope) => ({ deadLetterQueue: new Queue(scope, 'Letters') })),
  'aws_lambda.Function reservedConcurrentExecutions': lambda(() => ({ reservedConcurrentExecutions: 10 })),
  'aws_lambda.Function vpc': lambda((scope) => ({ vpc: network(scope) })),
  'aws_lambda.Function runtime': lambda(() => ({ runtime: Runtime.NODEJS_24_X })),
  'aws_iam.Role managedPolicies': (scope, cured) => {
    const own = new ManagedPolicy(scope, 'Own', { statements: [read('arn:aws:s3:::one/key')] });
    const foreign = ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess');
    const assumedBy = new ServicePrincipal('ec2.amazonaws.com');
    return new Role(scope, 'It', { assumedBy, managedPolicies: [cured ? own : foreign] });
  },
  'aws_iam.ManagedPolicy statements': (scope, cured) => {
    const props = { statements: [read('arn:aws:s3:::one/key')], roles: [role(scope)] };
    return cured ? new ManagedPolicy(scope, 'It', props) : new Policy(scope, 'It', props);
  },
  'aws_iam.PolicyStatement resources': (scope, cured) =>
    new ManagedPolicy(scope, 'It', {
      statements: [read(cured ? 'arn:aws:s3:::one/key' : 'arn:aws:s3:::one/*')],
      roles: [role(scope)],
    }),
  'aws_ec2.Vpc flowLogs': (scope, cured) => new Vpc(scope, 'It', cured ? { flowLogs: { all: {} } } : {}),
  'aws_ec2.Vpc subnetConfiguration': (scope, cured) =>
    new Vpc(
      scope,
      'It',
      cured ? { subnetConfiguration: [{ name: 'inside', subnetType: SubnetType.PRIVATE_ISOLATED }] } : {},
    ),
  'aws_ec2.SecurityGroup addIngressRule': (scope, cured) => {
    const group = new SecurityGroup(scope, 'It', { vpc: network(scope) });
    group.addIngressRule(cured ? Peer.ipv4('10.0.0.0/16') : Peer.anyIpv4(), Port.tcp(22));
  },
  'aws_ec2.Instance blockDevices': instance({
    blockDevices: [{ deviceName: '/dev/xvda', volume: BlockDeviceVolume.ebs(8, { encrypted: true }) }],
  }),
  'aws_ec2.Instance detailedMonitoring': instance({ detailedMonitoring: true }),
  'aws_ec2.Instance disableApiTermination': instance({ disableApiTermination: true }),
  'aws_ec2.Instance httpTokens': instance({ httpTokens: HttpTokens.REQUIRED }),
  'aws_ec2.Instance ebsOptimized': instance({ ebsOptimized: true }),
  'aws_ec2.Instance associatePublicIpAddress': instance({ associatePublicIpAddress: false }),
  'aws_ecs.Cluster containerInsightsV2': (scope, cured) =>
    new Cluster(scope, 'It', {
      vpc: network(scope),
      containerInsightsV2: cured ? ContainerInsights.ENABLED : ContainerInsights.DISABLED,
    }),
  'aws_ecs.ContainerDefinition logging': (scope, cured) =>
    new FargateTaskDefinition(scope, 'It').addContainer('App', {
      image: ContainerImage.fromRegistry('app'),
      ...(cured ? { logging: LogDrivers.awsLogs({ streamPrefix: 'app' }) } : {}),
    }),
  'aws_elasticloadbalancingv2.ApplicationLoadBalancer logAccessLogs': (scope, cured) => {
    const own = new ApplicationLoadBalancer(scope, 'It', { vpc: network(scope) });
    if (cured) own.logAccessLogs(new Bucket(scope, 'Logs'));
  },
  'aws_elasticloadbalancingv2.ApplicationLoadBalancer dropInvalidHeaderFields': balancer({
    dropInvalidHeaderFields: true,
  }),
  'aws_elasticloadbalancingv2.ApplicationLoadBalancer deletionProtection': balancer({ deletionProtection: true }),
  'aws_apigateway.RestApi accessLogDestination': api((scope) => ({
    accessLogDestination: new LogGroupLogDestination(new LogGroup(scope, 'Group')),
  })),
  'aws_apigateway.RestApi loggingLevel': api(() => ({ loggingLevel: MethodLoggingLevel.INFO })),
  'aws_apigateway.RestApi tracingEnabled': api(() => ({ tracingEnabled: true })),
  'aws_stepfunctions.StateMachine logs': machine((scope) => ({
    logs: { destination: new LogGroup(scope, 'Group'), level: LogLevel.ALL },
  })),
  'aws_stepfunctions.StateMachine tracingEnabled': machine(() => ({ tracingEnabled: true })),
  'aws_cloudtrail.Trail sendToCloudWatchLogs': trail(() => ({ sendToCloudWatchLogs: true })),
  'aws_cloudtrail.Trail encryptionKey': trail((scope) => ({ encryptionKey: new Key(scope, 'Key') })),
  'aws_cloudtrail.Trail enableFileValidation': trail(() => ({ enableFileValidation: true })),
  'aws_cloudwatch.Alarm addAlarmAction': (scope, cured) => {
    const metric = new Metric({ namespace: 'app', metricName: 'faults' });
    const alarm = new Alarm(scope, 'It', { metric, threshold: 1, evaluationPeriods: 1 });
    if (cured) alarm.addAlarmAction(new SnsAction(new Topic(scope, 'Topic')));
  },
  'aws_codebuild.Project encryptionKey': (scope, cured) =>
    new Project(scope, 'It', {
      buildSpec: BuildSpec.fromObject({ version: '0.2' }),
      ...(cured ? { encryptionKey: new Key(scope, 'Key') } : {}),
    }),
};

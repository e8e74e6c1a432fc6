import type { SourceMutant } from './mutated-app';
import { inSource, UNJUDGED } from './source-edits';

const network = inSource('stacks/constructs/network.ts');
const ENDPOINTS = 'ZT-03-EndpointsForThisAccountOnly';
const GROUPS = 'ZT-04-HttpsBetweenKnownGroups';

const workload = (fault: string, find: string, put: string): SourceMutant =>
  inSource('stacks/constructs/workload-function.ts')(UNJUDGED, fault, find, put);

/** What nobody judges, and ZT-01 to ZT-04 and ZT-11, broken where the network is made. */
export const NETWORK_SOURCES: readonly SourceMutant[] = [
  workload(
    'functions run as a role of somewhere else',
    "'RoleByArn', this.role.roleArn,",
    "'RoleByArn', 'arn:aws:iam::222222222222:role/admin',",
  ),
  workload(
    'functions send traces',
    "handler: 'index.handler',",
    "handler: 'index.handler',\n tracing: require('aws-cdk-lib/aws-lambda').Tracing.ACTIVE,",
  ),
  network(
    'ZT-11-FlowLogs',
    'the flow log has the time only',
    "trafficType: 'ALL',",
    "trafficType: 'ALL',\n logFormat: '${start}',",
  ),
  network(
    'ZT-01-NoInternetPath',
    'Network makes an internet gateway',
    'const endpoints = this.securityGroup(',
    "new (require('aws-cdk-lib/aws-ec2').CfnInternetGateway)(this, 'Gateway'); const endpoints = this.securityGroup(",
  ),
  network(
    'ZT-01-NoInternetPath',
    'the subnets of Network give public addresses',
    'for (const subnet of this.vpc.isolatedSubnets) {',
    'for (const subnet of this.vpc.isolatedSubnets) {\n subnet.node.defaultChild.mapPublicIpOnLaunch = true;',
  ),
  {
    fault: 'WorkloadFunction runs outside the VPC',
    rule: 'ZT-01-WorkloadInsideVpc',
    edits: [
      {
        file: 'lib/stacks/constructs/workload-function.ts',
        find: '      vpc: props.network.vpc,\n      securityGroups: [props.network.workloadSecurityGroup],\n',
        put: '',
      },
    ],
  },
  {
    fault: 'a raw override takes WorkloadFunction out of the VPC',
    rule: 'ZT-01-WorkloadInsideVpc',
    edits: [
      {
        file: 'lib/stacks/constructs/workload-function.ts',
        find: 'this.function.node.addDependency(this.permissions);',
        put: "this.function.node.addDependency(this.permissions);\n this.function.node.defaultChild.addPropertyDeletionOverride('VpcConfig');",
      },
    ],
  },
  network(
    'ZT-02-IsolatedSubnets',
    'Network takes the first zone only',
    'availabilityZones: [...props.zones],',
    'availabilityZones: props.zones.slice(0, 1),',
  ),
  {
    fault: 'the zones are those of the region, whichever they are',
    rule: 'ZT-02-IsolatedSubnets',
    edits: [
      {
        file: 'lib/stacks/constructs/network.ts',
        find: 'availabilityZones: [...props.zones],',
        put: 'availabilityZones: [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())],',
      },
      {
        file: 'lib/stacks/constructs/network.ts',
        find: "import { Aws } from 'aws-cdk-lib'",
        put: "import { Aws, Fn } from 'aws-cdk-lib'",
      },
    ],
  },
  network(
    ENDPOINTS,
    'Network forgets the endpoint of SQS',
    "  Sqs: { service: InterfaceVpcEndpointAwsService.SQS, action: 'sqs:*', ours: true },\n",
    '',
  ),
  network(ENDPOINTS, 'the endpoints have no private DNS', 'privateDnsEnabled: true', 'privateDnsEnabled: false'),
  network(ENDPOINTS, 'the endpoints serve every principal', "'aws:PrincipalAccount': Aws.ACCOUNT_ID,", ''),
  network(
    ENDPOINTS,
    'the endpoints reach resources of every account',
    "...(ours ? { 'aws:ResourceAccount': Aws.ACCOUNT_ID } : {}),",
    '',
  ),
  network(
    ENDPOINTS,
    'the endpoints serve principals of another account',
    "'aws:PrincipalAccount': Aws.ACCOUNT_ID,",
    "'aws:PrincipalAccount': '555555555555',",
  ),
  network(ENDPOINTS, 'the gateway endpoints have no policy', '    this.guard(endpoint, action, true);\n', ''),
  network(GROUPS, 'the endpoints are open to the whole VPC', 'open: false', 'open: true'),
  network(GROUPS, 'the groups let everything out', 'allowAllOutbound: false', 'allowAllOutbound: true'),
  network(GROUPS, 'the groups open all ports', 'const https = Port.tcp(443)', 'const https = Port.allTcp()'),
  network(
    GROUPS,
    'the workload reaches every address instead of S3',
    'Peer.prefixList(props.s3PrefixListId)',
    'Peer.anyIpv4()',
  ),
  network(
    GROUPS,
    'the endpoints let every address in',
    'endpoints.addIngressRule(this.workloadSecurityGroup,',
    'endpoints.addIngressRule(Peer.anyIpv4(),',
  ),
  network(
    GROUPS,
    'the default group keeps its rules',
    'restrictDefaultSecurityGroup: true',
    'restrictDefaultSecurityGroup: false',
  ),
  network(
    GROUPS,
    'the workload reaches a prefix list of somebody',
    'Peer.prefixList(props.s3PrefixListId)',
    "Peer.prefixList('pl-0123456789abcdef0')",
  ),
  network(
    'ZT-11-FlowLogs',
    'the flow log records what was accepted only',
    "trafficType: 'ALL'",
    "trafficType: 'ACCEPT'",
  ),
  network(
    'ZT-11-FlowLogs',
    'the flow log goes elsewhere',
    'logGroupName: logGroup.logGroupName',
    "logGroupName: 'elsewhere'",
  ),
  network(
    'ZT-09-RolesTrustNobodyElse',
    'the role of the flow log may be assumed by every account',
    "new ServicePrincipal('vpc-flow-logs.amazonaws.com', {\n        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },\n      })",
    'new AnyPrincipal()',
  ),
  network(
    'ZT-07-NoRoleCreatesLogGroups',
    'the role of the flow log may create log groups',
    "'logs:DescribeLogStreams']",
    "'logs:DescribeLogStreams', 'logs:CreateLogGroup']",
  ),
];

import { Aws } from 'aws-cdk-lib';
import {
  CfnFlowLog,
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DYNAMODB_PREFIX_LISTS } from '../../contract/dynamodb-prefix-lists';
import { findPrefixListCommand } from '../../contract/find-prefix-list';
import type { JsonObject } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import { acceptLint } from './accept-lint';

/** Where a target's network lies. */
export interface NetworkProps {
  /** For example `10.10.0.0/16`. */
  readonly cidr: string;
  /** At least two availability zones by name; nothing is looked up (ZT-02). */
  readonly zones: readonly string[];
  /** The region's managed prefix list of S3 (`pl-…`), the only egress beside the endpoints (ZT-04). */
  readonly s3PrefixListId: string;
  /** Statements that an organization wants in the policy of every endpoint; they refuse only. */
  readonly endpointDenials: readonly JsonObject[];
}

/** The AWS APIs the workload may call through an interface endpoint (ZT-03); the list is fixed. */
const INTERFACE_ENDPOINTS = {
  Kms: { service: InterfaceVpcEndpointAwsService.KMS, action: 'kms:*', ours: true },
  Logs: { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, action: 'logs:*', ours: true },
  SecretsManager: { service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER, action: 'secretsmanager:*', ours: true },
  Lambda: { service: InterfaceVpcEndpointAwsService.LAMBDA, action: 'lambda:*', ours: true },
  Sts: { service: InterfaceVpcEndpointAwsService.STS, action: 'sts:*', ours: false },
  Monitoring: { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING, action: 'cloudwatch:*', ours: false },
  Sqs: { service: InterfaceVpcEndpointAwsService.SQS, action: 'sqs:*', ours: true },
  Sns: { service: InterfaceVpcEndpointAwsService.SNS, action: 'sns:*', ours: true },
} as const;

/** Lets only principals of this account through, and only to this account's resources where the API has any (ZT-03). */
const thisAccountOnly = (action: string, ours: boolean): PolicyStatement =>
  new PolicyStatement({
    sid: 'ThisAccountOnly',
    principals: [new AnyPrincipal()],
    actions: [action],
    resources: ['*'],
    conditions: {
      StringEquals: {
        'aws:PrincipalAccount': Aws.ACCOUNT_ID,
        ...(ours ? { 'aws:ResourceAccount': Aws.ACCOUNT_ID } : {}),
      },
    },
  });

/**
 * Prefix length of every subnet: an eighth of the VPC, however many zones there are.
 *
 * Left to itself the VPC divides its range by the number of zones, and one zone more would replace every subnet by one
 * whose range overlaps the old one's. No region has more than eight zones.
 */
const subnetMask = (cidr: string): number => Number(cidr.split('/')[1]) + 3;

/** A VPC without any path to the internet in which the workload reaches AWS through endpoints only (ZT-01 to ZT-04). */
export class Network extends Construct {
  readonly vpc: Vpc;
  /** Of everything that runs in the VPC: may talk to the endpoints, to S3 and, where there is a table, to DynamoDB, on 443. */
  readonly workloadSecurityGroup: SecurityGroup;
  private reachesTables = false;
  private readonly denials: readonly JsonObject[];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    this.denials = props.endpointDenials;
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(props.cidr),
      availabilityZones: [...props.zones],
      natGateways: 0,
      createInternetGateway: false,
      // The helper gives the rules back when the network is deleted: what it is granted for that no release uses.
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        { name: 'Isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: subnetMask(props.cidr) },
      ],
    });
    for (const subnet of this.vpc.isolatedSubnets) {
      // Zones come from the configuration: nothing is looked up (ZT-02).
      if (subnet.node.defaultChild !== undefined) acceptLint(subnet.node.defaultChild, ['W3010']);
    }
    const endpoints = this.securityGroup('Endpoints', 'Interface endpoints of AWS services');
    this.workloadSecurityGroup = this.securityGroup('Workload', 'Functions: HTTPS to the endpoints and to S3');

    const https = Port.tcp(443);
    endpoints.addIngressRule(this.workloadSecurityGroup, https, 'HTTPS from the workload');
    this.workloadSecurityGroup.addEgressRule(endpoints, https, 'HTTPS to the interface endpoints');
    this.workloadSecurityGroup.addEgressRule(Peer.prefixList(props.s3PrefixListId), https, 'HTTPS to S3');
    this.addEndpoints(endpoints);
  }

  /** Records all traffic of the VPC (ZT-11). */
  logFlowsTo(logGroup: ILogGroup): void {
    const role = new Role(this, 'FlowLogRole', {
      assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      description: 'Writes the flow logs of the VPC',
    });
    // Flow logs are delivered with them; a rehearsal has no traffic.
    const permissions = new ManagedPolicy(this, 'FlowLogPermissions', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          resources: [logGroup.logGroupArn],
        }),
      ],
    });
    const flowLog = new CfnFlowLog(this, 'FlowLog', {
      resourceId: this.vpc.vpcId,
      resourceType: 'VPC',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logGroupName: logGroup.logGroupName,
      deliverLogsPermissionArn: role.roleArn,
    });
    flowLog.node.addDependency(permissions);
  }

  /**
   * Opens the way to DynamoDB, once, however many tables there are (ZT-03, ZT-04).
   *
   * @throws {UserError} when nobody has written down the region's prefix list
   */
  reachTables(region: string): void {
    if (this.reachesTables) return;
    this.reachesTables = true;
    const list = DYNAMODB_PREFIX_LISTS[region];
    if (list === undefined) {
      throw new UserError(
        `${region} has no prefix list of DynamoDB in lib/contract/dynamodb-prefix-lists.ts: add what this prints: ${findPrefixListCommand('dynamodb', region)}`,
      );
    }
    this.workloadSecurityGroup.addEgressRule(Peer.prefixList(list), Port.tcp(443), 'HTTPS to DynamoDB');
    this.addGateway('DynamoDbEndpoint', GatewayVpcEndpointAwsService.DYNAMODB, 'dynamodb:*');
  }

  private guard(endpoint: VpcEndpoint, action: string, ours: boolean): void {
    endpoint.addToPolicy(thisAccountOnly(action, ours));
    for (const denial of this.denials) endpoint.addToPolicy(PolicyStatement.fromJson(denial));
  }

  /** Every API that the workload may call, for this account only (ZT-03), and for nothing that the organization refuses. */
  private addEndpoints(securityGroup: SecurityGroup): void {
    for (const [name, { service, action, ours }] of Object.entries(INTERFACE_ENDPOINTS)) {
      const endpoint = new InterfaceVpcEndpoint(this, `${name}Endpoint`, {
        vpc: this.vpc,
        service,
        privateDnsEnabled: true,
        open: false,
        securityGroups: [securityGroup],
        subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      });
      this.guard(endpoint, action, ours);
    }
    this.addGateway('S3Endpoint', GatewayVpcEndpointAwsService.S3, 's3:*');
  }

  private addGateway(id: string, service: GatewayVpcEndpointAwsService, action: string): void {
    const endpoint = new GatewayVpcEndpoint(this, id, {
      vpc: this.vpc,
      service,
      subnets: [{ subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    this.guard(endpoint, action, true);
  }

  private securityGroup(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }
}

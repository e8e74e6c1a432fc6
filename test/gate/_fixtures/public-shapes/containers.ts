import { BOOTSTRAP, type PublicShape, roleOf } from './shape';

const subnet = (zone: number, isPublic: boolean) => ({
  Type: 'AWS::EC2::Subnet',
  Properties: {
    VpcId: { Ref: 'Vpc' },
    CidrBlock: `10.0.${zone}.0/24`,
    AvailabilityZone: { 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] },
    MapPublicIpOnLaunch: isPublic,
  },
});

/** A service of ECS behind a balancer: a VPC with NAT, tasks of Fargate, a database, autoscaling. */
export const CONTAINERS: PublicShape = {
  stacks: {
    Service: {
      ...BOOTSTRAP,
      Resources: {
        Vpc: {
          Type: 'AWS::EC2::VPC',
          Properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true },
        },
        Gateway: { Type: 'AWS::EC2::InternetGateway' },
        Attachment: {
          Type: 'AWS::EC2::VPCGatewayAttachment',
          Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } },
        },
        PublicOne: subnet(0, true),
        PublicTwo: subnet(1, true),
        PrivateOne: subnet(2, false),
        Flows: {
          Type: 'AWS::EC2::FlowLog',
          Properties: {
            ResourceId: { Ref: 'Vpc' },
            ResourceType: 'VPC',
            TrafficType: 'ALL',
            LogDestinationType: 's3',
            LogDestination: 'arn:aws:s3:::flows',
            LogFormat: '${start}',
          },
        },
        Open: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            GroupDescription: 'balancer',
            VpcId: { Ref: 'Vpc' },
            SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }],
          },
        },
        Balancer: {
          Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
          Properties: {
            Scheme: 'internet-facing',
            Type: 'application',
            SecurityGroups: [{ 'Fn::GetAtt': ['Open', 'GroupId'] }],
            Subnets: [{ Ref: 'PublicOne' }, { Ref: 'PublicTwo' }],
          },
        },
        Cluster: { Type: 'AWS::ECS::Cluster' },
        Images: {
          Type: 'AWS::ECR::Repository',
          Properties: {
            RepositoryPolicyText: {
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'ecr:BatchGetImage' },
              ],
            },
          },
        },
        TaskRole: roleOf('ecs-tasks.amazonaws.com', 'service-role/AmazonECSTaskExecutionRolePolicy'),
        Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 14, LogGroupClass: 'INFREQUENT_ACCESS' } },
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            NetworkMode: 'awsvpc',
            RequiresCompatibilities: ['FARGATE'],
            Cpu: '256',
            Memory: '512',
            ExecutionRoleArn: { 'Fn::GetAtt': ['TaskRole', 'Arn'] },
            ContainerDefinitions: [
              {
                Name: 'web',
                Image: { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web' },
                Essential: true,
              },
            ],
          },
        },
        Tasks: {
          Type: 'AWS::ECS::Service',
          Properties: {
            Cluster: { Ref: 'Cluster' },
            TaskDefinition: { Ref: 'Task' },
            LaunchType: 'FARGATE',
            DesiredCount: 2,
          },
        },
        Records: {
          Type: 'AWS::RDS::DBInstance',
          Properties: {
            Engine: 'postgres',
            DBInstanceClass: 'db.t4g.micro',
            PubliclyAccessible: true,
            MasterUserPassword: '{{resolve:secretsmanager:records:SecretString:password}}',
          },
        },
      },
    },
  },
  expected: [
    ['ZT-00-NothingUnjudged', 'Task'],
    ['ZT-01-NoInternetPath', 'Balancer'],
    ['ZT-01-NoInternetPath', 'Gateway'],
    ['ZT-01-NoInternetPath', 'Records'],
    ['ZT-02-IsolatedSubnets', 'PublicOne'],
    ['ZT-03-EndpointsForThisAccountOnly', 'Vpc'],
    ['ZT-04-HttpsBetweenKnownGroups', 'Open'],
    ['ZT-07-LogGroupsEncryptedAndKept', 'Logs'],
    ['ZT-09-PoliciesLetNobodyElseIn', 'Images'],
    ['ZT-11-FlowLogs', 'Vpc'],
  ],
};

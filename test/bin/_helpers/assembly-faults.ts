import type { Place, Resources, Workbench } from '../../gate/mutants/mutant';

/** One fault in the templates of an assembly directory. */
export interface AssemblyFault {
  /** What is broken, as a sentence's end. */
  readonly fault: string;
  readonly rule: string;
  readonly in: Place;
  /** How the path of the stack ends that `change` is given. */
  readonly stack: string;
  readonly change: (bench: Workbench, template: Record<string, unknown> & { Resources: Resources }) => void;
  /** What the verdict must name: stack and logical id. */
  readonly names: RegExp;
}

const UNKNOWN = { Ref: 'Somewhere' };
const data = (rule: string, fault: string, names: RegExp, change: AssemblyFault['change']): AssemblyFault => ({
  rule,
  fault,
  in: 'dev',
  stack: '/Data',
  change,
  names,
});

/** Of every requirement one fault: removed, weakened, moved to another stack, made an intrinsic, overridden raw. */
export const ASSEMBLY_FAULTS: readonly AssemblyFault[] = [
  data('ZT-00-TemplatesAreFinal', 'a macro rewrites a template', /dev\/Data \(the whole stack\)/, (_, template) => {
    template['Transform'] = 'AWS::LanguageExtensions';
  }),
  {
    ...data(
      'ZT-01-NoInternetPath',
      'a NAT gateway stands in another stack',
      /dev\/ValidationAccess Nat:/,
      (_, template) => {
        template.Resources['Nat'] = { Type: 'AWS::EC2::NatGateway', Properties: {} };
      },
    ),
    stack: '/ValidationAccess',
  },
  data('ZT-02-IsolatedSubnets', 'a zone is left to the region', /dev\/Data NetworkVpcIsolatedSubnet1/, (bench) =>
    bench.set('NetworkVpcIsolatedSubnet1Subnet', '', 'AvailabilityZone', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }),
  ),
  data(
    'ZT-03-EndpointsForThisAccountOnly',
    'the account of an endpoint is a parameter without value',
    /dev\/Data NetworkKmsEndpoint/,
    (bench, template) => {
      template['Parameters'] = { Somewhere: { Type: 'String' } };
      const [statement = {}] = bench.statements('NetworkKmsEndpoint', '', 'PolicyDocument');
      statement['Condition'] = { StringEquals: { 'aws:PrincipalAccount': UNKNOWN } };
    },
  ),
  {
    ...data(
      'ZT-04-HttpsBetweenKnownGroups',
      'another stack opens an imported group',
      /dev\/ValidationAccess Open:/,
      (_, template) => {
        const GroupId = { 'Fn::ImportValue': 'workload-group' };
        const Properties = { GroupId, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' };
        template.Resources['Open'] = { Type: 'AWS::EC2::SecurityGroupEgress', Properties };
      },
    ),
    stack: '/ValidationAccess',
  },
  data('ZT-05-KeysRotate', 'a key rotates under a condition', /dev\/Data DataKey/, (bench, template) => {
    template['Parameters'] = { Somewhere: { Type: 'String', Default: 'yes' } };
    template['Conditions'] = { Rotates: { 'Fn::Equals': [UNKNOWN, 'yes'] } };
    bench.set('DataKey', 'AWS::KMS::Key', 'EnableKeyRotation', { 'Fn::If': ['Rotates', true, false] });
  }),
  data('ZT-06-LogsKeyLetsCloudWatchLogsIn', 'the key of a log group is imported', /dev\/Data FlowLogs/, (bench) =>
    bench.set('FlowLogs', 'AWS::Logs::LogGroup', 'KmsKeyId', { 'Fn::ImportValue': 'key-of-somebody' }),
  ),
  {
    ...data(
      'ZT-07-LogGroupsEncryptedAndKept',
      'a second log group among encrypted ones, in another stack, has no key',
      /dev\/ValidationAccess Second:/,
      (_, template) => {
        const Properties = { LogGroupName: '/data/dev/second', RetentionInDays: 90 };
        template.Resources['Second'] = { Type: 'AWS::Logs::LogGroup', Properties };
      },
    ),
    stack: '/ValidationAccess',
  },
  data('ZT-08-BucketsGuarded', 'a raw override takes the versions away', /dev\/Data StorageData6/, (bench) =>
    bench.set('StorageData6', 'AWS::S3::Bucket', 'VersioningConfiguration', undefined),
  ),
  data('ZT-09-WorkloadDenies', 'a Deny is turned into an Allow', /dev\/Data ProcessingWorkloadRole/, (bench) => {
    for (const each of bench.statements('ProcessingWorkloadPermissions', '', 'PolicyDocument')) {
      if (each['Sid'] === 'RefuseOutsideTheVpc') each['Effect'] = 'Allow';
    }
  }),
  {
    ...data(
      'ZT-09-RolesKeepToTheirResources',
      'another stack gives the workload all but one action',
      /dev\/Data ProcessingWorkloadRole/,
      (_, template) => {
        const PolicyDocument = { Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] };
        const Properties = { PolicyName: 'wide', PolicyDocument, Roles: ['data-processing-dev-us-east-1'] };
        template.Resources['Wide'] = { Type: 'AWS::IAM::Policy', Properties };
      },
    ),
    stack: '/ValidationAccess',
  },
  data('ZT-10-SecretsRotate', 'nothing rotates the key ring', /dev\/Data KeyRing/, (bench) =>
    bench.remove('KeyRingRotationSchedule'),
  ),
  data('ZT-11-FlowLogs', 'the flow log is there under a condition', /dev\/Data NetworkVpc/, (bench, template) => {
    template['Conditions'] = { Logged: { 'Fn::Equals': [UNKNOWN, 'yes'] } };
    bench.one('NetworkFlowLog', 'AWS::EC2::FlowLog').Condition = 'Logged';
  }),
  data('ZT-12-TrailRecordsData', 'whether the trail logs is a parameter', /dev\/Data AuditTrail/, (bench) =>
    bench.set('AuditTrail', 'AWS::CloudTrail::Trail', 'IsLogging', UNKNOWN),
  ),
  data(
    'ZT-13-AlarmsReachSomebody',
    'an alarm tells an imported topic',
    /dev\/Data ProcessingWorkloadFunction/,
    (bench) =>
      bench.set('AlarmsdataprocessingErrors', '', 'AlarmActions', [{ 'Fn::ImportValue': 'topic-of-somebody' }]),
  ),
  data('ZT-14-Tags', 'a raw override takes the tags of a bucket away', /dev\/Data AuditBucket/, (bench) =>
    bench.set('AuditBucket', 'AWS::S3::Bucket', 'Tags', undefined),
  ),
  {
    ...data('ZT-15-KeptInProd', 'data of prod goes with its stack', /prod\/Data StorageData6/, (bench) => {
      bench.one('StorageData6', 'AWS::S3::Bucket').DeletionPolicy = 'Delete';
    }),
    in: 'prod',
  },
  data('ZT-16-IntelligentTiering', 'some data only moves on', /dev\/Data StorageData6/, (bench) => {
    const { Rules: rules } = bench.one('StorageData6', 'AWS::S3::Bucket').Properties['LifecycleConfiguration'] as {
      Rules: Record<string, unknown>[];
    };
    for (const rule of rules) rule['Prefix'] = 'processed/';
  }),
  {
    ...data(
      'ZT-07-NoRoleCreatesLogGroups',
      'a build of the pipeline may create log groups',
      /Delivery PipelineBuild/,
      (bench) =>
        bench
          .statements('PipelineBuildSynthCdkBuildProjectRoleDefaultPolicy', '', 'PolicyDocument')
          .push({ Effect: 'Allow', Action: 'logs:Create*', Resource: '*' }),
    ),
    in: 'pipeline',
    stack: 'Delivery',
  },
];

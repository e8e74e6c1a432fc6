import type { SourceMutant } from './mutated-app';

const inFile =
  (file: string) =>
  (rule: string, fault: string, find: string, put: string): SourceMutant => ({
    fault,
    rule,
    edits: [{ file: `lib/${file}`, find, put }],
  });

const ring = inFile('stacks/constructs/key-ring-secret.ts');
const rotation = inFile('stacks/constructs/key-ring-rotation.ts');
const audit = inFile('stacks/constructs/audit.ts');
const alarms = inFile('stacks/constructs/alarms.ts');
const stage = inFile('stages/target-stage.ts');
const names = inFile('contract/names.ts');
const retention = inFile('stacks/constructs/retention.ts');

const ROTATE = 'ZT-10-SecretsRotate';
const TRAIL = 'ZT-12-TrailRecordsData';
const ALARMS = 'ZT-13-AlarmsReachSomebody';
const EVENTS = 'ZT-13-EventsOfKeysAndSecrets';

/** ZT-10 and ZT-12 to ZT-15, broken where secrets, trail, alarms, tags and names are made. */
export const WATCH_AND_NAMES_SOURCES: readonly SourceMutant[] = [
  ring(ROTATE, 'the key ring has the key of Secrets Manager', '      encryptionKey: props.secretsKey,\n', ''),
  rotation(ROTATE, 'the key ring rotates once a year', 'automaticallyAfterDays: 90', 'automaticallyAfterDays: 365'),
  rotation(
    ROTATE,
    'Secrets Manager of every account may rotate, and ours cannot',
    '      sourceAccount: Aws.ACCOUNT_ID,\n',
    '',
  ),
  audit(TRAIL, 'the trail does not log', 'isLogging: true', 'isLogging: false'),
  audit(TRAIL, 'the trail validates no files', 'enableLogFileValidation: true', 'enableLogFileValidation: false'),
  audit(TRAIL, 'the trail sees one region', 'isMultiRegionTrail: isRecordOfAccount', 'isMultiRegionTrail: false'),
  audit(TRAIL, 'the trail has no key', '      kmsKeyId: logsKey.keyArn,\n', ''),
  audit(TRAIL, 'the trail records writes only', "readWriteType: 'All'", "readWriteType: 'WriteOnly'"),
  audit(
    TRAIL,
    'the logs key does not let CloudTrail encrypt',
    "['kms:GenerateDataKey*', 'kms:DescribeKey']",
    "['kms:DescribeKey']",
  ),
  audit(
    TRAIL,
    'CloudTrail may not use the bucket key',
    "    enable('Enable CloudTrail to use the bucket key', ['kms:Decrypt'], this.perhapsThisTrail);\n",
    '',
  ),
  audit(
    TRAIL,
    'the role for the log group demands what CloudTrail may not send',
    'new ServicePrincipal(CLOUDTRAIL, { conditions: this.perhapsThisTrail })',
    'new ServicePrincipal(CLOUDTRAIL, { conditions: this.onlyThisTrail })',
  ),
  alarms(ALARMS, 'rules tell the topic as EventBridge', ', roleArn: role.roleArn', ''),
  alarms(ALARMS, 'alarms wait for ten failures', 'threshold: 0,', 'threshold: 10,'),
  alarms(ALARMS, 'alarms tell nobody', '    alarm.addAlarmAction(new SnsAction(this.topic));\n', ''),
  alarms(ALARMS, 'the topic is not encrypted', '      masterKey: logsKey,\n', ''),
  alarms(ALARMS, 'nobody may publish', "actions: ['sns:Publish'],\n", "actions: ['sns:GetTopicAttributes'],\n"),
  alarms(EVENTS, 'the rules for events are off', "state: 'ENABLED'", "state: 'DISABLED'"),
  alarms(EVENTS, 'one key is not watched', 'this.props.keys.map(', 'this.props.keys.slice(1).map('),
  alarms(
    EVENTS,
    'nobody hears that a key is to be deleted',
    "eventName: ['DisableKey', 'ScheduleKeyDeletion'],",
    "eventName: ['DisableKey'],",
  ),
  alarms(
    EVENTS,
    'a successful rotation is told',
    "eventName: ['RotationFailed'],",
    "eventName: ['RotationSucceeded'],",
  ),
  inFile('stacks/data-stack.ts')(
    'ZT-00-TemplatesAreFinal',
    'the template is rewritten when it is deployed',
    'this.zones = props.zones;',
    "this.zones = props.zones;\n this.addTransform('AWS::LanguageExtensions');",
  ),
  inFile('stacks/data-stack.ts')(
    'ZT-00-TemplatesAreFinal',
    'stacks come from somewhere else',
    'this.zones = props.zones;',
    "this.zones = props.zones;\n new (require('aws-cdk-lib').CfnStackSet)(this, 'Elsewhere', { stackSetName: 'elsewhere', permissionModel: 'SELF_MANAGED', templateUrl: 'https://example.org/stack.json' });",
  ),
  stage('ZT-14-Tags', 'nothing is tagged', 'Tags.of(scope).add(key, value)', '[key, value]'),
  stage(
    'ZT-14-Tags',
    'helpers of the CDK are not tagged',
    '  Aspects.of(scope).add({ visit: (node) => tagHelper(node, all) });\n',
    '',
  ),
  names(
    'ZT-15-EnvironmentInNames',
    'the data bucket lacks its environment',
    '`data-${environment}-${account}-${region}`',
    '`data-${account}-${region}`',
  ),
  names(
    'ZT-15-EnvironmentInNames',
    'roles lack their region',
    'functionRoleName = (name: string, region: string): string => `${name}-${region}`',
    'functionRoleName = (name: string, _region: string): string => name',
  ),
  retention(
    'ZT-15-KeptInProd',
    'retained data is deleted',
    'RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE',
    'RemovalPolicy.DESTROY',
  ),
  retention(
    'ZT-15-KeptInProd',
    'a rolled-back creation leaves data behind',
    'RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE',
    'RemovalPolicy.RETAIN',
  ),
  inFile('stacks/constructs/bucket-settings.ts')(
    'ZT-15-KeptInProd',
    'a retained bucket loses the policy that guards it',
    '  bucket.policy?.applyRemovalPolicy(removalPolicyFor(data));\n',
    '',
  ),
];

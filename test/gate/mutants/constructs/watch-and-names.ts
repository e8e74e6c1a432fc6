import type { SourceMutant } from './mutated-app';
import { ALARMS_REACH, inSource, TRAIL_RECORDS } from './source-edits';

const ring = inSource('stacks/constructs/key-ring-secret.ts');
const rotation = inSource('stacks/constructs/key-ring-rotation.ts');
const audit = inSource('stacks/constructs/audit.ts');
const alarms = inSource('stacks/constructs/alarms.ts');
const told = inSource('stacks/constructs/told-topic.ts');
const stage = inSource('stages/target-stage.ts');
const names = inSource('contract/names.ts');
const retention = inSource('stacks/constructs/retention.ts');

const ROTATE = 'ZT-10-SecretsRotate';
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
  audit(TRAIL_RECORDS, 'the trail does not log', 'isLogging: true', 'isLogging: false'),
  audit(
    TRAIL_RECORDS,
    'the trail validates no files',
    'enableLogFileValidation: true',
    'enableLogFileValidation: false',
  ),
  audit(
    TRAIL_RECORDS,
    'the trail sees one region',
    'isMultiRegionTrail: isRecordOfAccount',
    'isMultiRegionTrail: false',
  ),
  audit(TRAIL_RECORDS, 'the trail has no key', '      kmsKeyId: logsKey.keyArn,\n', ''),
  audit(TRAIL_RECORDS, 'the trail records writes only', "readWriteType: 'All'", "readWriteType: 'WriteOnly'"),
  audit(
    TRAIL_RECORDS,
    'the logs key does not let CloudTrail encrypt',
    "['kms:GenerateDataKey*', 'kms:DescribeKey']",
    "['kms:DescribeKey']",
  ),
  audit(
    TRAIL_RECORDS,
    'CloudTrail may not use the bucket key',
    "    enable('Enable CloudTrail to use the bucket key', ['kms:Decrypt'], this.perhapsThisTrail);\n",
    '',
  ),
  audit(
    TRAIL_RECORDS,
    'the role for the log group demands what CloudTrail may not send',
    'new ServicePrincipal(CLOUDTRAIL, { conditions: this.perhapsThisTrail })',
    'new ServicePrincipal(CLOUDTRAIL, { conditions: this.onlyThisTrail })',
  ),
  told(ALARMS_REACH, 'rules tell the topic as EventBridge', ' roleArn: role.roleArn,', ''),
  told(ALARMS_REACH, 'alarms wait for ten failures', 'threshold: 0,', 'threshold: 10,'),
  told(ALARMS_REACH, 'alarms tell nobody', '    alarm.addAlarmAction(new SnsAction(this.topic));\n', ''),
  told(ALARMS_REACH, 'the topic is not encrypted', 'masterKey: key, enforceSSL', 'enforceSSL'),
  told(ALARMS_REACH, 'nobody may publish', "actions: ['sns:Publish'],\n", "actions: ['sns:GetTopicAttributes'],\n"),
  told(EVENTS, 'the rules for events are off', "state: 'ENABLED'", "state: 'DISABLED'"),
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
  inSource('stacks/data-stack.ts')(
    'ZT-00-TemplatesAreFinal',
    'the template is rewritten when it is deployed',
    'this.zones = props.zones;',
    "this.zones = props.zones;\n this.addTransform('AWS::LanguageExtensions');",
  ),
  inSource('stacks/data-stack.ts')(
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
  inSource('stacks/constructs/bucket-settings.ts')(
    'ZT-15-KeptInProd',
    'a retained bucket loses the policy that guards it',
    '  bucket.policy?.applyRemovalPolicy(removalPolicyFor(data));\n',
    '',
  ),
];

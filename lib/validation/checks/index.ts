import type { Check } from '../check';
import { alarmEvents } from './alarm-events';
import { alarmSubscribers } from './alarm-subscribers';
import { alarmTopic } from './alarm-topic';
import { alarmsArmed } from './alarms-armed';
import { bucketDeliveries } from './bucket-deliveries';
import { bucketsCopyNowhere } from './buckets-copy-nowhere';
import { bucketsEncrypted } from './buckets-encrypted';
import { bucketsForget } from './buckets-forget';
import { bucketsGuarded } from './buckets-guarded';
import { bucketsLogged } from './buckets-logged';
import { bucketsRefusePlainHttp } from './buckets-refuse-plain-http';
import { defaultGroupClosed } from './default-group-closed';
import { endpointPolicies } from './endpoint-policies';
import { endpointsAvailable } from './endpoints-available';
import { flowLogs } from './flow-logs';
import { functionsAsReleased } from './functions-as-released';
import { functionsInsideVpc } from './functions-inside-vpc';
import { functionsOfOthers } from './functions-of-others';
import { intelligentTiering } from './intelligent-tiering';
import { interfacesOfOthers } from './interfaces-of-others';
import { isolatedSubnets } from './isolated-subnets';
import { keyGrants } from './key-grants';
import { keyPolicies } from './key-policies';
import { keyRotation } from './key-rotation';
import { keyState } from './key-state';
import { logGroupsEncrypted } from './log-groups-encrypted';
import { logGroupsExpected } from './log-groups-expected';
import { logGroupsForwardNowhere } from './log-groups-forward-nowhere';
import { logGroupsRetention } from './log-groups-retention';
import { logStreamFresh } from './log-stream-fresh';
import { logStreamsAfterKey } from './log-streams-after-key';
import { logsKeyPolicy } from './logs-key-policy';
import { logsKeyReaders } from './logs-key-readers';
import { namesCarryEnvironment } from './names-carry-environment';
import { networkAcls } from './network-acls';
import { noGatewayOut } from './no-gateway-out';
import { noPublicAddresses } from './no-public-addresses';
import { noRoleCreatesLogGroups } from './no-role-creates-log-groups';
import { nobodyElseReaches } from './nobody-else-reaches';
import { queuesGuarded } from './queues-guarded';
import {
  bucketRefusesOtherKeys,
  bucketRefusesUnencrypted,
  roleRefusedOtherKeys,
  roleRefusedUnencrypted,
} from './refused-puts';
import { roleRefusedOutsideVpc } from './role-refused-outside-vpc';
import { rolesAsReleased } from './roles-as-released';
import { rolesRefusedOtherEnvironments } from './roles-refused-other-environments';
import { rolesTrustNobodyElse } from './roles-trust-nobody-else';
import { routesStayInside } from './routes-stay-inside';
import { secretVersions } from './secret-versions';
import { secretsEncrypted } from './secrets-encrypted';
import { secretsRotate } from './secrets-rotate';
import { securityGroups } from './security-groups';
import { stacksSettled } from './stacks-settled';
import { stacksStandAsReleased } from './stacks-stand-as-released';
import { stateKeptByUpdates } from './state-kept-by-updates';
import { tablesGuarded } from './tables-guarded';
import { tags } from './tags';
import { tagsOfOthers } from './tags-of-others';
import { templateAsReleased } from './template-as-released';
import { terminationProtected } from './termination-protected';
import { topicsGuarded } from './topics-guarded';
import { trailLogging } from './trail-logging';
import { trailPermissions } from './trail-permissions';
import { trailRecords } from './trail-records';

/** Every check by requirement, in the order in which reports show them. */
export const CHECKS: readonly Check[] = [
  ...[noGatewayOut, routesStayInside, noPublicAddresses, functionsInsideVpc, interfacesOfOthers], // ZT-01
  ...[isolatedSubnets], // ZT-02
  ...[endpointsAvailable, endpointPolicies], // ZT-03
  ...[securityGroups, defaultGroupClosed, networkAcls], // ZT-04
  ...[keyState, keyRotation, keyPolicies, keyGrants], // ZT-05
  ...[queuesGuarded, topicsGuarded, tablesGuarded], // ZT-05
  ...[logsKeyPolicy, logsKeyReaders], // ZT-06
  ...[logGroupsEncrypted, logGroupsRetention, logGroupsExpected, logStreamsAfterKey, logStreamFresh], // ZT-07
  ...[noRoleCreatesLogGroups, logGroupsForwardNowhere], // ZT-07
  ...[bucketsEncrypted, bucketsGuarded, bucketsLogged, bucketDeliveries, bucketsCopyNowhere], // ZT-08
  ...[bucketRefusesUnencrypted, bucketRefusesOtherKeys, bucketsRefusePlainHttp], // ZT-08
  ...[roleRefusedUnencrypted, roleRefusedOtherKeys, roleRefusedOutsideVpc], // ZT-09
  ...[rolesTrustNobodyElse, rolesRefusedOtherEnvironments, rolesAsReleased], // ZT-09
  ...[functionsAsReleased, functionsOfOthers, nobodyElseReaches], // ZT-09
  ...[secretsEncrypted, secretsRotate, secretVersions], // ZT-10
  ...[flowLogs], // ZT-11
  ...[trailLogging, trailRecords, trailPermissions], // ZT-12
  ...[alarmsArmed, alarmTopic, alarmSubscribers, alarmEvents], // ZT-13
  ...[tags, tagsOfOthers], // ZT-14
  ...[namesCarryEnvironment, terminationProtected, stateKeptByUpdates, stacksSettled, templateAsReleased], // ZT-15
  ...[bucketsForget, stacksStandAsReleased], // ZT-15
  ...[intelligentTiering], // ZT-16
];

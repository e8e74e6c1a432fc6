import { objectAt } from '../../ground/json';
import { leftOpen, mayEver, outsideOf, type Required, WITHOUT_TLS } from '../../policy';
import { policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { permissionsOf, workloadFunctions } from '../templates/roles';
import { findingsOf, type Resource, type Target } from '../templates/target';
import { isKept } from './kept-in-prod';
import type { Rule } from './rule';

/** ZT-05: a table is encrypted, closed and recoverable like a bucket of data. */
export const tablesGuarded: Rule = {
  id: 'ZT-05-TablesGuarded',
  requires:
    'Every table is encrypted with a key of the target, refuses whoever comes without TLS, can be restored to any second of five weeks and, where data is kept, is protected against deletion; functions use it from inside of the VPC only.',
  why: "Under a key of AWS's own nobody can shut a table; a table that is deleted, or written over, is gone with what it held.",
  fix: 'Make the table as GuardedTable (lib/stacks/constructs/guarded-table.ts), and give it to functions by letRead or letWrite.',
  source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/best-practices-security-preventative.html',
  hipaa: ['164.308(a)(7)(ii)(A)', '164.312(a)(2)(iv)', '164.312(c)(1)', '164.312(e)(1)'],
  appliesTo: 'target',
  check: (target) => [
    ...target.each('AWS::DynamoDB::Table', flaws),
    ...target.of('AWS::DynamoDB::Table').flatMap((table) => flawsOfUsers(table, target)),
  ],
};

const RECOVERY_DAYS = 35;

/** A table's own ARN and that of what is queried by itself, although it holds the table's items: its indexes. */
const arnsOf = ({ identity }: Resource): readonly string[] => [arnOf(identity), `${arnOf(identity)}/index/*`];

const callsOf = (table: Resource) => arnsOf(table).map((arn) => ['dynamodb:*', arn] as const);

const flaws = (table: Resource, target: Target): readonly string[] => {
  const { properties } = table;
  const { SSEEnabled: enabled, SSEType: type = 'KMS', KMSMasterKeyId: key } = objectAt(properties['SSESpecification']);
  const { PointInTimeRecoveryEnabled: recoverable, RecoveryPeriodInDays: days = RECOVERY_DAYS } = objectAt(
    properties['PointInTimeRecoverySpecification'],
  );
  const { DeletionProtectionEnabled: isProtected } = properties;
  const { PolicyDocument: policy } = objectAt(properties['ResourcePolicy']);
  const required: Required = { of: 'everybody', calls: callsOf(table), cases: [WITHOUT_TLS] };
  return [
    ...(String(enabled) === 'true' && type === 'KMS' && target.find(key, 'AWS::KMS::Key')
      ? []
      : [`its KMSMasterKeyId is ${shown(key)} and SSEEnabled ${shown(enabled)}: it is under no key of this target`]),
    ...leftOpen(policy === undefined ? [] : [policyAt(policy)], required, 'its policy does not refuse'),
    ...(String(recoverable) === 'true' && Number(days) === RECOVERY_DAYS
      ? []
      : [`PointInTimeRecoveryEnabled is ${shown(recoverable)}, for ${shown(days)} days`]),
    ...(String(isProtected) === 'true' || !isKept(target)
      ? []
      : [`DeletionProtectionEnabled is ${shown(isProtected)} where data is kept`]),
  ];
};

/** Roles of functions that may use a table must be refused it elsewhere, like buckets and keys (ZT-09). */
const flawsOfUsers = (table: Resource, target: Target) => {
  const [vpc] = target.of('AWS::EC2::VPC');
  const required: Required = {
    of: 'holder',
    calls: callsOf(table),
    cases: outsideOf(vpc?.identity.name ?? ''),
  };
  return workloadFunctions(target).flatMap(({ properties }) => {
    const role = target.find(properties['Role'], 'AWS::IAM::Role');
    if (role === undefined) return [];
    const { policies } = permissionsOf(role, target);
    const uses = arnsOf(table).some((resource) => mayEver(policies, { action: 'dynamodb:*', resource }));
    return uses ? findingsOf(role, leftOpen(policies, required, 'it is not denied')) : [];
  });
};

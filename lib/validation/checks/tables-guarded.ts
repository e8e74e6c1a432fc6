import { dataStackName } from '../../contract/names';
import { leftOpen, type PolicyDocument, WITHOUT_TLS } from '../../policy';
import { type Check, type CheckResult, fail, pass } from '../check';
import type { DynamoTable } from '../cloud/tables';
import { tableArn } from '../facts/arns';
import { declaredIn } from '../facts/declared';
import { isKey, keyFor } from '../facts/keys';
import { outsidersOf } from '../facts/outsiders';
import { owned } from '../facts/owned';
import { type Flaw, flawUnless, orCannotTell, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

/** DynamoDB keeps what a table was for so many days at most. */
const RECOVERY_DAYS = 35;

/** Tables that the deployed template protects against deletion. */
const protectedTables = async (target: LiveTarget): Promise<readonly unknown[]> =>
  (await declaredIn(target, dataStackName(target.qualified)))
    .filter(({ properties }) => String(properties['DeletionProtectionEnabled']) === 'true')
    .map(({ properties }) => properties['TableName']);

/** What speaks of how it is kept: its key, its recovery, its protection. */
const flawsOfKeeping = async (
  target: LiveTarget,
  name: string,
  table: DynamoTable,
  again: string,
): Promise<readonly Flaw[]> => {
  const [dataKey, isMeant, { enabled, days }] = await Promise.all([
    keyFor(target, 'data'),
    protectedTables(target),
    target.cloud.tableRecovery(name),
  ]);
  return [
    ...flawUnless(
      isKey(table.keyId, dataKey),
      `it is encrypted with ${table.keyId ?? "a key of AWS's own"}, not with the data key ${dataKey.key?.arn ?? dataKey.alias}`,
      `set its key (aws dynamodb update-table --sse-specification) or ${again}`,
    ),
    ...flawUnless(
      enabled && days === RECOVERY_DAYS,
      enabled ? `it can be restored for ${days} days only` : 'it cannot be restored to a point in time',
      `switch it on (aws dynamodb update-continuous-backups --table-name ${name})`,
    ),
    ...flawUnless(
      table.isProtected || !isMeant.includes(name),
      'it is not protected against deletion',
      `protect it (aws dynamodb update-table --table-name ${name} --deletion-protection-enabled)`,
    ),
  ];
};

const judge = async (target: LiveTarget, name: string): Promise<readonly CheckResult[]> => {
  const again = `deploy the data stack of ${target.environment} again`;
  const arn = tableArn(target, name);
  const table = await target.cloud.table(name);
  if (!table)
    return [fail(arn, 'the table does not exist', 'restore it (aws dynamodb restore-table-to-point-in-time)')];
  const [keeping, destinations, text] = await Promise.all([
    flawsOfKeeping(target, name, table, again),
    target.cloud.tableDestinations(name),
    target.cloud.tablePolicy(arn),
  ]);
  const policies: readonly PolicyDocument[] = text === undefined ? [] : [JSON.parse(text)];
  const calls = [arn, `${arn}/index/*`].map((each) => ['dynamodb:*', each] as const);
  const required = { of: 'everybody', calls, cases: [WITHOUT_TLS] } as const;
  return verdict(arn, [
    ...keeping,
    ...[...table.streams, ...destinations].map((to) => ({
      because: `what is written to it flows into ${to}, which no release said`,
      fix: `stop that (aws dynamodb update-table, or disable-kinesis-streaming-destination, --table-name ${name}), and see who has read it`,
    })),
    ...leftOpen(policies, required, 'its policy does not refuse').map((because) => ({ because, fix: again })),
    ...policies.flatMap((policy) => outsidersOf(policy, 'AWS::DynamoDB::Table', target, again)),
  ]);
};

/** Tables are encrypted with the data key, closed, recoverable, and flow nowhere (ZT-05). */
export const tablesGuarded: Check = {
  id: 'tables-guarded',
  requirement: 'ZT-05',
  proves:
    'every table is encrypted with the data key, refuses plain http and strangers, can be restored, is protected where its release says so, and flows nowhere',
  run: async (target) => {
    const tables = await owned(target, 'AWS::DynamoDB::Table');
    if (tables.length === 0) return [pass(`${target.environment}: its stacks own no table`)];
    return (await Promise.all(tables.map((name) => orCannotTell(name, () => judge(target, name))))).flat();
  },
};

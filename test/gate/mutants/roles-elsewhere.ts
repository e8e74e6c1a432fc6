import { KEY } from './faults';
import type { Mutant } from './mutant';

type Statement = Record<string, unknown>;

/** The statements that let targets' deployment roles read artifacts, by key and by bucket, let others in. */
const elsewhere = (who: string, change: (statement: Statement) => void): readonly Mutant[] =>
  [
    ['ZT-05-KeysKnowTheirUsers', 'StoreKey', KEY, 'KeyPolicy'] as const,
    ['ZT-08-BucketsGuarded', 'StoreArtifactsPolicy', 'AWS::S3::BucketPolicy', 'PolicyDocument'] as const,
  ].map(([rule, prefix, type, property]) => ({
    fault: `${who} reads artifacts by ${prefix}`,
    rule,
    in: 'pipeline',
    break: (target) => {
      const named = Object.entries(target.resources)
        .filter(([id, { Type }]) => id.startsWith(prefix) && Type === type)
        .flatMap(([, { Properties }]) => (Properties[property] as { readonly Statement: Statement[] }).Statement)
        .filter(({ Condition: condition }) => JSON.stringify(condition ?? '').includes('aws:PrincipalArn'));
      if (named.length !== 1) throw new Error(`there are ${named.length} statements with aws:PrincipalArn`);
      named.forEach(change);
    },
  }));

/** ZT-05 and ZT-08 where roles of other accounts are named by a condition. */
export const ROLES_ELSEWHERE: readonly Mutant[] = [
  ...elsewhere('every role of a target', (statement) => {
    delete statement['Condition'];
  }),
  ...elsewhere('an administrator of a target', (statement) => {
    statement['Condition'] = { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/admin' } };
  }),
  ...elsewhere('whatever role is called like a deployment role', (statement) => {
    const role = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-*';
    statement['Condition'] = { ArnLike: { 'aws:PrincipalArn': role } };
  }),
  ...[
    ['another qualifier', 'cdk-intruder-deploy-role-222222222222-us-east-1'],
    ['another region', 'cdk-hnb659fds-deploy-role-222222222222-sa-east-1'],
    ['another account', 'cdk-hnb659fds-deploy-role-999999999999-us-east-1'],
    ['another purpose', 'cdk-hnb659fds-rescue-role-222222222222-us-east-1'],
  ].flatMap(([what = '', name = '']) =>
    elsewhere(`a role that is called like a deployment role, with ${what}`, (statement) => {
      statement['Condition'] = { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::222222222222:role/${name}` } };
    }),
  ),
  ...elsewhere('whoever does not say who it is', (statement) => {
    const { ArnEquals: named } = statement['Condition'] as Statement;
    statement['Condition'] = { ArnEqualsIfExists: named };
  }),
];

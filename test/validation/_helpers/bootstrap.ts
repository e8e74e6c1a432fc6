import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { isObject, type JsonObject, listAt, objectAt } from '../../../lib/ground/json';
import type { AccountEntry } from '../../../lib/validation/cloud/principals';

/** The roles that `cdk bootstrap` makes in an account, read from its own template, with their policies as IAM tells them. */

const PACKAGE = dirname(createRequire(__filename).resolve('aws-cdk/package.json'));
/** The template of the installed CDK. */
export const stockTemplate = (): JsonObject =>
  parse(readFileSync(join(PACKAGE, 'lib/api/bootstrap/bootstrap-template.yaml'), 'utf8'), { logLevel: 'silent' });

/** What stands in the place of an `Fn::If` where it is to be left out. */
const NOTHING = Symbol('AWS::NoValue');

/** The template's functions, for an account that trusts another one and has chosen no policies of its own. */
const resolved = (value: unknown, names: Readonly<Record<string, unknown>>): unknown => {
  if (Array.isArray(value)) return value.map((each) => resolved(each, names)).filter((each) => each !== NOTHING);
  if (!isObject(value)) return value;
  if ('Ref' in value) return value['Ref'] === 'AWS::NoValue' ? NOTHING : (names[String(value['Ref'])] ?? value['Ref']);
  const { 'Fn::If': choice, 'Fn::Sub': text } = value;
  if (Array.isArray(choice)) return resolved(choice[choice[0] === 'HasTrustedAccountsForLookup' ? 2 : 1], names);
  if (typeof text === 'string') return text.replace(/\$\{([^}]+)\}/g, (_, name) => String(names[name] ?? name));
  const entries = Object.entries(value).map(([name, each]) => [name, resolved(each, names)] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== NOTHING));
};

interface Bootstrap {
  readonly account: string;
  readonly region: string;
  readonly trusted: string;
}

type Role = Exclude<AccountEntry, { readonly kind: 'policy' }>;

/** Roles as the validation reads them of IAM. */
export const bootstrapped = ({ account, region, trusted }: Bootstrap): readonly Role[] => {
  const qualifier = 'hnb659fds';
  const names = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    Qualifier: qualifier,
    TrustedAccounts: [trusted],
    CloudFormationExecutionPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    'StagingBucket.Arn': `arn:aws:s3:::cdk-${qualifier}-assets-${account}-${region}`,
    'FileAssetsBucketEncryptionKey.Arn': `arn:aws:kms:${region}:${account}:key/assets`,
  };
  const resources = Object.entries(objectAt(resolved(stockTemplate()['Resources'], names))).map(
    ([id, each]) => [id, objectAt(each)] as const,
  );
  const propertiesOf = (type: string) =>
    resources.flatMap(([id, each]) => (each['Type'] === type ? [[id, objectAt(each['Properties'])] as const] : []));
  return propertiesOf('AWS::IAM::Role').map(([id, role]) => {
    const name = String(role['RoleName']);
    const beside = propertiesOf('AWS::IAM::Policy').filter(([, { Roles: roles }]) => listAt(roles).includes(id));
    const inline = [...listAt(role['Policies']).map(objectAt), ...beside.map(([, policy]) => policy)];
    return {
      kind: 'role',
      name,
      arn: `arn:aws:iam::${account}:role/${name}`,
      inline: inline.map(({ PolicyDocument: document }) => JSON.stringify(document)),
      attached: listAt(role['ManagedPolicyArns']).map(String),
      groups: [],
      trust: JSON.stringify(role['AssumeRolePolicyDocument']),
    };
  });
};

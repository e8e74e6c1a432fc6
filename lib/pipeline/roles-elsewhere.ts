import { Aspects, type IAspect, Lazy, Stack } from 'aws-cdk-lib';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { isObject, listAt, objectAt } from '../ground/json';

type Statement = Readonly<Record<string, unknown>>;

/**
 * Lets the roles of other accounts, whom the CDK's grants name as principals, in by their accounts' roots under
 * `ArnEquals aws:PrincipalArn`: the same roles and nobody else.
 *
 * A policy that names a role which does not exist yet is refused when it is saved, and of a role that is made again it keeps
 * the unique id of the old one, which an unchanged template never mends. Neither holds for the value of a condition.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @see https://repost.aws/knowledge-center/kms-policy-error-invalid-principals
 */
export const nameRolesElsewhereByCondition = (scope: IConstruct): void => {
  Aspects.of(scope).add(new RolesElsewhere());
};

class RolesElsewhere implements IAspect {
  private readonly seen = new WeakSet<IConstruct>();

  visit(node: IConstruct): void {
    if (this.seen.has(node)) return;
    this.seen.add(node);
    const changed = (policy: unknown): unknown =>
      Lazy.any({ produce: () => withConditions(Stack.of(node).resolve(policy), Stack.of(node).account) });
    if (CfnKey.isCfnKey(node)) node.keyPolicy = changed(node.keyPolicy);
    if (CfnBucketPolicy.isCfnBucketPolicy(node)) node.policyDocument = changed(node.policyDocument);
  }
}

const withConditions = (policy: unknown, own: string): unknown => {
  const document = objectAt(policy);
  return { ...document, Statement: listAt(document['Statement']).flatMap((each) => split(objectAt(each), own)) };
};

/** A statement about roles of other accounts and others becomes two. */
const split = (statement: Statement, own: string): readonly Statement[] => {
  const principal = objectAt(statement['Principal']);
  const named = listAt(principal['AWS']);
  const elsewhere = named.filter((each) => rootOf(each, own) !== undefined);
  if (elsewhere.length === 0) return [statement];
  if (statement['Condition'] !== undefined) {
    throw new Error(`a statement about roles of other accounts has a condition already: ${JSON.stringify(statement)}`);
  }
  const others = named.filter((each) => !elsewhere.includes(each));
  const roots = [...new Map(elsewhere.map((each) => [JSON.stringify(rootOf(each, own)), rootOf(each, own)])).values()];
  const bound = {
    ...statement,
    Principal: { AWS: single(roots) },
    Condition: { ArnEquals: { 'aws:PrincipalArn': single(elsewhere) } },
  };
  const rest = { ...principal, AWS: single(others) };
  if (others.length === 0) Reflect.deleteProperty(rest, 'AWS');
  return Object.keys(rest).length === 0 ? [bound] : [{ ...statement, Principal: rest }, bound];
};

const single = (values: readonly unknown[]): unknown => (values.length === 1 ? values[0] : values);

const ROLE = /:iam::(\d{12}):role\/.*$/;

/** The root of the account of a role's ARN, a text or a resolved `Fn::Join`; undefined for anything else, and for the own account. */
const rootOf = (arn: unknown, own: string): unknown => {
  if (typeof arn === 'string') {
    const [, account] = ROLE.exec(arn) ?? [];
    return account === undefined || account === own ? undefined : arn.replace(ROLE, `:iam::${account}:root`);
  }
  if (!isObject(arn)) return undefined;
  const [separator, parts] = listAt(arn['Fn::Join']);
  const last = rootOf(listAt(parts).at(-1), own);
  return last === undefined ? undefined : { 'Fn::Join': [separator, [...listAt(parts).slice(0, -1), last]] };
};

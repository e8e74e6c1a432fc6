import { beforeEach, expect, test } from '@jest/globals';
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { type IApplyRule, NagMessageLevel, NagRuleCompliance } from 'cdk-nag';
import { NagLedger } from '../../../lib/gate/packs/nag-packs';

let resources: readonly CfnResource[];

beforeEach(() => {
  const stack = new Stack(new App(), 'Stack');
  resources = [
    new CfnLogGroup(stack, 'Kept', { retentionInDays: 90 }),
    new CfnLogGroup(stack, 'Short', { retentionInDays: 1 }),
    new CfnLogGroup(stack, 'ForEver'),
    new CfnBucket(stack, 'Bucket'),
    new CfnBucket(stack, 'Other'),
  ];
});

/** Shows every resource to a ledger with one rule: what the rule says of whom, and whom it was asked about. */
const shownTo = (says: (node: CfnResource) => NagRuleCompliance) => {
  const ledger = new NagLedger('Pack');
  const asked: string[] = [];
  const rule: IApplyRule['rule'] = (node) => {
    const answer = says(node);
    asked.push(answer);
    return answer;
  };
  Object.defineProperty(rule, 'name', { value: 'Rule' });
  const answers = resources.map((node) => {
    let answer: unknown = 'not asked';
    ledger.visit(node, () => {
      const counted = ledger.counting({ info: 'x', explanation: 'x', level: NagMessageLevel.ERROR, node, rule });
      if (counted !== undefined) answer = counted.rule(node);
    });
    return answer;
  });
  return { answers, asked: asked.length, ledger };
};

const { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE } = NagRuleCompliance;

test('a rule is asked once about a class that it says it is not about, and counts as having looked', () => {
  const { answers, asked, ledger } = shownTo((node) => (node instanceof CfnBucket ? COMPLIANT : NOT_APPLICABLE));
  expect(answers).toEqual(['not asked', 'not asked', 'not asked', COMPLIANT, COMPLIANT]);
  expect(asked).toBe(1 + 1 + 2); // log groups once; buckets once for the class, and one by one
  expect(ledger.looks.size).toBe(resources.length);
  expect(ledger.rules[0]?.answers).toEqual(new Map([['Stack', 2]]));
});

test('a rule that reads anything of a resource before it says so is asked about every one', () => {
  const days = (node: CfnResource) => {
    if (!(node instanceof CfnLogGroup) || node.retentionInDays === undefined) return NOT_APPLICABLE;
    return node.retentionInDays < 90 ? NON_COMPLIANT : COMPLIANT;
  };
  expect(shownTo(days).answers).toEqual([COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, 'not asked', 'not asked']);
  const inverse = (node: CfnResource) => (node.node.id === 'Kept' ? NOT_APPLICABLE : NON_COMPLIANT);
  expect(shownTo(inverse).answers).toEqual([NOT_APPLICABLE, ...Array(4).fill(NON_COMPLIANT)]);
  const has = (node: CfnResource) => ('bucketName' in node ? NON_COMPLIANT : NOT_APPLICABLE);
  expect(shownTo(has).answers).toEqual([...Array(3).fill(NOT_APPLICABLE), NON_COMPLIANT, NON_COMPLIANT]);
  const keys = (node: CfnResource) => (Object.keys(node).length === 0 ? NON_COMPLIANT : NOT_APPLICABLE);
  expect(shownTo(keys).answers).toEqual(Array(5).fill(NOT_APPLICABLE));
});

test('a rule that fails is asked about every resource, and told as one that cannot tell', () => {
  const fails = () => {
    throw new Error('no such property');
  };
  const { answers, ledger } = shownTo(fails);
  expect(answers).toEqual(resources.map(() => ['CannotTell']));
  expect(ledger.rules[0]?.answers).toEqual(new Map([['Stack', resources.length]]));
});

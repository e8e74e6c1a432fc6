import { describe, expect, test } from '@jest/globals';
import { evaluate, type PolicyDocument, type Request } from '../../lib/policy';
import { type ConditionCase, outcomeOf, policiesOf, requestOf, table } from './cases';

const reasonOf = (decision: ReturnType<typeof evaluate>): string =>
  decision.effect === 'cannot-tell' ? decision.because : '';

describe('the evaluator', () => {
  test.each(table.cases)('$name', (row) => {
    const decision = evaluate(policiesOf(row), requestOf(row));
    expect(outcomeOf(decision)).toBe(row.expect);
    if (row.by !== undefined) expect(decision).toMatchObject({ by: row.by });
    expect(reasonOf(decision)).toContain(row.because ?? '');
  });
});

describe('a condition', () => {
  const ALLOW = { Sid: 'Base', Effect: 'Allow', Action: '*', Resource: '*' };
  const statement = (effect: string, condition: unknown): PolicyDocument => ({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Tried', Effect: effect, Action: '*', Resource: '*', Condition: condition },
      ...(effect === 'Deny' ? [ALLOW] : []),
    ],
  });
  const request = ({ context }: ConditionCase): Request => ({
    principal: { kind: 'anonymous' },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::bucket/key',
    context,
  });

  test.each(table.conditions)('$name', (row) => {
    const allowed = evaluate([statement('Allow', row.condition)], request(row));
    const denied = evaluate([statement('Deny', row.condition)], request(row));
    const expected = {
      yes: ['allow', 'explicit-deny'],
      no: ['implicit-deny', 'allow'],
      unknown: ['cannot-tell', 'cannot-tell'],
    };
    expect([outcomeOf(allowed), outcomeOf(denied)]).toEqual(expected[row.holds]);
    expect(reasonOf(allowed)).toContain(row.because ?? '');
  });
});

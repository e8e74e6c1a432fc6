import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, type PolicyDocument } from '../../lib/policy';
import { matches } from '../../lib/policy/pattern';
import { brokenPolicy, policy, request, statement } from './arbitrary';
import { type Outcome, outcomeOf } from './cases';

const policies = fc.array(policy(), { maxLength: 3 });
const only = (effect: string): fc.Arbitrary<PolicyDocument> => policy(statement(fc.constant(effect)));

const adding = (added: fc.Arbitrary<PolicyDocument>, holds: (before: Outcome, then: Outcome) => boolean): void => {
  fc.assert(
    fc.property(policies, added, request, (some, more, asked) =>
      holds(outcomeOf(evaluate(some, asked)), outcomeOf(evaluate([...some, more], asked))),
    ),
    { numRuns: 1000 },
  );
};

describe('whatever the policies', () => {
  test('adding an Allow never takes an allow away', () => {
    adding(only('Allow'), (before, then) => before !== 'allow' || then === 'allow');
  });

  test('adding a Deny never gives an allow', () => {
    adding(only('Deny'), (before, then) => before === 'allow' || then !== 'allow');
  });

  test('nothing undoes an explicit deny', () => {
    adding(brokenPolicy, (before, then) => before !== 'explicit-deny' || then === 'explicit-deny');
  });

  test('what cannot be told never becomes an implicit deny by adding more', () => {
    adding(policy(), (before, then) => before !== 'cannot-tell' || then !== 'implicit-deny');
  });

  test('their order does not matter', () => {
    fc.assert(
      fc.property(policies, request, (some, asked) => {
        expect(outcomeOf(evaluate([...some].reverse(), asked))).toBe(outcomeOf(evaluate(some, asked)));
      }),
    );
  });

  test('a statement under an unknown operator alone never allows', () => {
    const murky = statement(fc.constant('Allow')).map((one) => ({ ...one, Condition: { Resembles: { 'k:a': 'a' } } }));
    fc.assert(
      fc.property(policy(murky), request, (one, asked) => outcomeOf(evaluate([one], asked)) !== 'allow'),
      { numRuns: 500 },
    );
  });

  test('broken ones are answered, not thrown at', () => {
    fc.assert(
      fc.property(fc.array(brokenPolicy), request, (some, asked) => {
        expect(() => evaluate(some, asked)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a pattern', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/', '.'), maxLength: 12 });

  test('matches what the regular expression of the same meaning matches', () => {
    fc.assert(
      fc.property(text, text, (pattern, given) => {
        const source = pattern.replace(/[./]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matches(pattern, given)).toBe(new RegExp(`^${source}$`).test(given));
      }),
      { numRuns: 5000 },
    );
  });
});

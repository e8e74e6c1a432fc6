import { describe, expect, test } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import { acknowledgement } from '../_helpers/acknowledgement';
import { judge } from '../_helpers/judge';
import { harmless } from '../_helpers/plants';
import { judged } from './_helpers/judged';

describe('an acknowledgement', () => {
  test('is objected to where the stack it names is not, unless it says that it may not be', () => {
    const elsewhere = (app: App) => harmless(app, 'Harmles');
    expect(judge(elsewhere, { register: [acknowledgement({ ifThere: true })] }).objections).toEqual([
      'acknowledgements.yaml:7: acknowledgement AwsSolutions-EC23: there is no stack Harmless: did you mean Harmles',
    ]);
    const verdict = judge(elsewhere, { register: [acknowledgement({ ifThere: 'stack' })] });
    expect(verdict).toEqual({ findings: [], objections: [], warnings: [], acknowledged: 0 });
  });

  test('is objected to where the stack whose place is meant is almost called as one that is there', () => {
    const entries = (forEach: string) => [acknowledgement({ ifThere: 'stack', forEach })];
    expect(judge((app) => harmless(app), { register: entries('Harmles') }).objections).toEqual([
      expect.stringContaining('there is no stack Harmles: did you mean Harmless'),
    ]);
    const { objections } = judge((app) => harmless(app), { register: entries('Replication') });
    expect(objections.filter((each) => each.includes('there is no stack'))).toEqual([]);
  });

  test('of a stack that may not be there must fit where it is', () => {
    const verdict = judge((app) => harmless(app), {
      register: [acknowledgement({ ifThere: 'stack', resources: ['Denail'] })],
    });
    expect(verdict.objections).toEqual([
      expect.stringContaining('there is no resource Denail in stack Harmless: did you mean Denial'),
    ]);
  });

  test.each<readonly [string, Partial<Acknowledgement>, string]>([
    [
      'a ticket that is no file',
      { ticket: 'docs/decisions/accepted-findings-of-the-stak.md' },
      'its ticket docs/decisions/accepted-findings-of-the-stak.md is no file beside the register: did you mean docs/decisions/accepted-findings-of-the-stack.md',
    ],
    [
      'a ticket in no directory',
      { ticket: 'decided/here.md' },
      'is no file beside the register: name one that is there',
    ],
    [
      'a ticket with a tag that no heading has',
      { ticket: 'docs/decisions/small-libraries.md#decisoin' },
      'its ticket names #decisoin, and docs/decisions/small-libraries.md has no such heading: did you mean decision',
    ],
    [
      'a misspelt placeholder',
      { finding: 'AwsSolutions-IAM5[Resource::{acount}]' },
      'nothing stands for {acount}: did you mean account',
    ],
  ])('accepts nothing when it has %s, and the gate says no', (_, change, message) => {
    const verdict = judged(acknowledgement(change));
    expect(verdict.objections).toEqual([expect.stringContaining(message)]);
    expect(verdict.acknowledged).toBe(0);
  });

  test('may name a heading that its ticket has', () => {
    expect(judged(acknowledgement({ ticket: 'docs/decisions/small-libraries.md#decision' })).objections).toEqual([]);
  });
});

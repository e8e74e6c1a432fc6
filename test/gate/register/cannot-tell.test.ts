import { expect, test } from '@jest/globals';
import { type App, CfnParameter } from 'aws-cdk-lib';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { explained } from '../../../lib/gate/report/explain/explain';
import { acknowledgement } from '../_helpers/acknowledgement';
import { reportOf } from '../_helpers/examine';
import { harmless } from '../_helpers/plants';

const RULE = 'HIPAA.Security-EC2RestrictedSSH';
const UNTOLD = `${RULE}[CannotTell]`;

/** A group whose port only CloudFormation will know, or one that everybody can see is open. */
const group = (isKnown: boolean) => (app: App) => {
  const stack = harmless(app);
  const port = isKnown ? 22 : new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber;
  const everybody = { ipProtocol: 'tcp', fromPort: port, toPort: port, cidrIp: '0.0.0.0/0', description: 'SSH' };
  new CfnSecurityGroup(stack, 'Open', { groupDescription: 'x', vpcId: 'vpc-1', securityGroupIngress: [everybody] });
};

const report = (isKnown: boolean, ...accepted: readonly string[]) => {
  const { findings, objections, acknowledged } = reportOf(
    group(isKnown),
    accepted.map((finding) => acknowledgement({ finding })),
  );
  return { own: findings.filter(({ rule }) => rule === RULE), objections, acknowledged };
};

test('a rule that cannot tell is another finding than a violation, and says so', () => {
  expect(report(true).own).toEqual([expect.not.objectContaining({ status: expect.anything() })]);
  expect(report(false).own).toEqual([
    expect.objectContaining({
      finding: UNTOLD,
      rule: RULE,
      status: 'cannot-tell',
      because: expect.stringMatching(/^the rule cannot tell, /),
    }),
  ]);
});

test('each is accepted by its own id', () => {
  expect(report(false, UNTOLD)).toMatchObject({
    own: [],
    objections: [],
    acknowledged: [{ finding: UNTOLD, status: 'cannot-tell' }],
  });
  expect(report(true, RULE)).toMatchObject({ own: [], objections: [], acknowledged: [{ finding: RULE }] });
});

test('an acknowledgement of a violation does not cover that nobody can tell', () => {
  const { own, objections } = report(false, RULE);
  expect(own).toEqual([expect.objectContaining({ finding: UNTOLD })]);
  expect(objections).toEqual([expect.stringContaining(`name the finding on Harmless/Open in full, ${UNTOLD}`)]);
});

test('an acknowledgement that nobody can tell does not cover a violation', () => {
  const { own, objections } = report(true, UNTOLD);
  expect(own).toEqual([expect.objectContaining({ finding: RULE })]);
  expect(objections).toEqual([expect.stringContaining('it matches nothing any more on Harmless/Open')]);
});

test('it is explained as what it is', () => {
  const text = explained(UNTOLD, process.cwd());
  expect(text).toContain(`${UNTOLD}\n  is:       the rule cannot tell, `);
  expect(text).toContain('  fix:      Give the construct the value itself');
  expect(text).toContain(`- finding: ${UNTOLD}`);
});

import { describe, expect, test } from '@jest/globals';
import { review } from '../../lib/review/review';
import type { ReviewedTemplate } from '../../lib/review/template';
import { acknowledged, earlier, finding, releaseOf, stack, TODAY } from './_fixtures/releases';

const queue = { Queue: { Type: 'AWS::SQS::Queue' } };
const today = TODAY;

const terms = (rest: Partial<ReturnType<typeof acknowledged>['acknowledgement']>) =>
  acknowledged({ acknowledgement: { ...acknowledged().acknowledgement, ...rest } });

/** Both releases have the same stack; only what the gate says differs. */
const gateSays = (
  before: Parameters<typeof releaseOf>[1],
  after: Parameters<typeof releaseOf>[1],
  stacks = [stack(queue)],
) => review(earlier(stacks, before), releaseOf(stacks, after), { today });

test('a baseline of another application is said to be one', () => {
  const { cannotTell } = gateSays({ application: 'others' }, {});
  expect(cannotTell).toEqual([expect.stringMatching(/^the baseline is a release of others, not of delivery/)]);
});

describe('findings', () => {
  test('that are new are a danger, and those that are gone a change', () => {
    const { news, findings } = gateSays(
      { findings: [finding()] },
      { findings: [finding({ finding: 'AwsSolutions-S2' })] },
    );
    expect(news.map(({ kind, weight }) => [kind, weight])).toEqual([
      ['finding-new', 'danger'],
      ['finding-gone', 'change'],
    ]);
    expect(findings.new).toMatchObject([{ finding: 'AwsSolutions-S2', wasAcknowledged: false }]);
  });

  test('that were there already are no news', () => {
    expect(gateSays({ findings: [finding()] }, { findings: [finding({ because: 'other words' })] }).news).toEqual([]);
  });

  test('of one rule in one resource are told apart by their reasons', () => {
    const because = (...reasons: readonly string[]) => ({
      findings: reasons.map((each) => finding({ because: each })),
    });
    const changes = (before: readonly string[], after: readonly string[]) => {
      const { findings } = gateSays(because(...before), because(...after));
      return [findings.new, findings.gone].map((list) => list.map((each) => each.because));
    };
    expect(changes(['a'], ['a', 'b', 'c'])).toEqual([['b', 'c'], []]);
    expect(changes(['a', 'b'], ['b'])).toEqual([[], ['a']]);
    expect(changes(['a'], ['b'])).toEqual([[], []]);
    expect(changes(['a'], ['b', 'c'])).toEqual([['c'], []]);
  });

  test('that are no longer acknowledged are one thing, not two', () => {
    const { news, acknowledgements } = gateSays({ acknowledged: [acknowledged()] }, { findings: [finding()] });
    expect(news).toMatchObject([{ kind: 'finding-new', title: expect.stringContaining('no longer acknowledged') }]);
    expect(acknowledgements.removed).toMatchObject([{ findingIsOpen: true }]);
  });

  test('are not called new where the baseline was never judged', () => {
    const { findings, news, cannotTell } = review(
      { kind: 'release', label: 'x', stacks: [stack(queue)] },
      releaseOf([stack(queue)], { findings: [finding()], acknowledged: [acknowledged()] }),
      { today },
    );
    expect(findings.known).toBe(false);
    expect(news).toMatchObject([{ kind: 'finding-new', title: expect.stringContaining('is open') }]);
    expect(cannotTell).toEqual([expect.stringContaining('no gate report on the baseline')]);
  });
});

describe('acknowledgements', () => {
  test.each<[string, Partial<ReturnType<typeof acknowledged>['acknowledgement']>]>([
    ['reason', { reason: 'another one' }],
    ['owner', { owner: 'security' }],
    ['last day', { expires: '2028-01-01' }],
    ['ticket', { ticket: 'https://tickets.example/SEC-2' }],
  ])('with another %s are other ones', (_, rest) => {
    const { news, acknowledgements } = gateSays({ acknowledged: [terms({})] }, { acknowledged: [terms(rest)] });
    expect(news).toMatchObject([{ kind: 'acknowledgement-changed', weight: 'attention' }]);
    expect(acknowledgements.changed).toMatchObject([{ before: terms({}).acknowledgement }]);
  });

  test('that came, went or stayed are told apart', () => {
    const other = acknowledged({ finding: 'AwsSolutions-IAM4' });
    const kinds = (before: readonly (typeof other)[], after: readonly (typeof other)[]) =>
      gateSays({ acknowledged: before }, { acknowledged: after }).news.map(({ kind }) => kind);
    expect(kinds([], [other])).toEqual(['acknowledgement-added']);
    expect(kinds([other], [])).toEqual(['acknowledgement-removed']);
    expect(kinds([other], [other])).toEqual([]);
  });

  test('of many findings on the same terms are one decision', () => {
    const many = ['1', '2', '3'].map((each) => acknowledged({ resource: `Delivery/dev/Data/${each}` }));
    const single = acknowledged({
      resource: 'Other',
      acknowledgement: { ...acknowledged().acknowledgement, owner: 'b' },
    });
    const { news, acknowledgements } = gateSays({}, { acknowledged: [...many, single] });
    expect(news.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^3 findings of AwsSolutions-S1 are now acknowledged by platform: /),
      'AwsSolutions-S1 on Other is now acknowledged by b',
    ]);
    expect(acknowledgements.added).toHaveLength(4);
  });

  test.each<[string, number | undefined]>([
    ['2026-12-24', undefined],
    ['2026-12-23', 30],
    ['2026-11-23', 0],
    ['2026-11-22', -1],
    ['some day', -1],
  ])('until %s are expiring: %s days', (expires, days) => {
    const list = [terms({ expires })];
    const { acknowledgements } = gateSays({ acknowledged: list }, { acknowledged: list });
    expect(acknowledgements.expiring.map((each) => each.days)).toEqual(days === undefined ? [] : [days]);
  });

  test.each([
    ['before', earlier([stack(queue)], { acknowledged: [terms({ expires: '2026-11-20' })] })],
    ['at the first deployment', { kind: 'nothing', because: 'none exists' } as const],
  ])('that are over but count are told %s, with the day from which releases stop', (_, baseline) => {
    const after = releaseOf([stack(queue)], { acknowledged: [terms({ expires: '2026-11-20' })], graceDays: 14 });
    const { acknowledgements, news } = review(baseline, after, { today });
    expect(acknowledgements.expiring).toMatchObject([{ days: -3, refusedFrom: '2026-12-05' }]);
    expect(news.map(({ title }) => title)).toContainEqual(
      expect.stringMatching(
        /acknowledged until 2026-11-20, which is over: .+ has to review it, from 2026-12-05 it stops every release$/,
      ),
    );
  });
});

describe('stacks', () => {
  const other = stack(queue, { stackName: 'other-dev', path: 'Delivery/dev/Other' });

  test('that are new say what is in them, once', () => {
    const { news } = review(earlier([stack(queue)]), releaseOf([stack(queue), other]), { today });
    expect(news).toMatchObject([{ kind: 'stack-added', title: expect.stringContaining('1 resource, 0 permissions') }]);
  });

  test('that are no longer in the release are left behind', () => {
    const { news } = review(earlier([stack(queue), other]), releaseOf([stack(queue)]), { today });
    expect(news).toMatchObject([{ kind: 'stack-removed', title: expect.stringContaining('no pipeline deletes one') }]);
  });

  test('whose templates are not at hand are a danger, not unchanged', () => {
    const { template: _, ...rest } = stack(queue);
    const { news } = review(earlier([{ ...rest, because: 'lost' }]), releaseOf([stack(queue)]), { today });
    expect(news).toMatchObject([{ kind: 'cannot-tell', weight: 'danger', title: expect.stringContaining('lost') }]);
  });

  test('whose templates are not at hand, but had the same hash, are unchanged', () => {
    const { template: _, ...rest } = stack(queue, { sha256: 'a' });
    const change = (sha256: string) =>
      review(earlier([{ ...rest, sha256 }]), releaseOf([stack(queue, { sha256: 'a' })]), { today }).stacks[0]?.change;
    expect([change('a'), change('b')]).toEqual(['unchanged', 'cannot-tell']);
  });

  test('of other environments, and what was found in them, are left out', () => {
    const prod = stack(
      { Queue: { Type: 'AWS::SNS::Topic' } },
      { stackName: 'data-prod', path: 'P', environment: 'prod' },
    );
    const release = releaseOf([stack(queue), prod], {
      findings: [finding({ stack: 'P' }), finding({ stack: undefined })],
    });
    const { news, stacks } = review(earlier([stack(queue)]), release, { today, environment: 'dev' });
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['data-dev']);
    expect(news.map(({ kind }) => kind)).toEqual(['finding-new']);
  });

  test('fails an environment that the release does not have, and names those it has', () => {
    const ask = () => review(earlier([]), releaseOf([stack(queue)]), { today, environment: 'test' });
    expect(ask).toThrow('the release has no stack in test: it has dev 222222222222/us-east-1');
    const misspelt = () => review(earlier([]), releaseOf([stack(queue)]), { today, environment: 'dve' });
    expect(misspelt).toThrow('no stack in dve, did you mean dev? It has dev 222222222222/us-east-1');
  });

  test('of a first deployment are all new', () => {
    const release = releaseOf([stack(queue)], { acknowledged: [acknowledged()] });
    const { news, baseline } = review({ kind: 'nothing', because: 'none exists' }, release, { today });
    expect(baseline).toEqual({ kind: 'nothing', because: 'none exists' });
    expect(news.map(({ kind }) => kind)).toEqual(['acknowledgement-added', 'stack-added']);
  });

  test.each<[string, ReviewedTemplate, ReviewedTemplate, string, string]>([
    ['parameter', { Parameters: { A: { Default: 1 } } }, { Parameters: { A: { Default: 2 } } }, 'changed', 'attention'],
    ['output', {}, { Outputs: { A: { Value: 1 } } }, 'added', 'change'],
    ['condition', { Conditions: { A: true } }, {}, 'removed', 'attention'],
    ['description', { Description: 'a' }, { Description: 'b' }, 'changed', 'change'],
    ['unknown section', { Hooks: { A: 1 } }, { Hooks: { A: 2 } }, 'changed', 'change'],
  ])('with another %s are changed', (_, before, after, change, weight) => {
    const [was, is] = [stack(queue, { sections: before }), stack(queue, { sections: after })];
    const { stacks, news } = review(earlier([was]), releaseOf([is]), { today });
    expect(stacks).toMatchObject([{ change: 'changed', sections: [{ change }] }]);
    expect(news).toMatchObject([{ kind: 'section-changed', weight }]);
  });
});

describe('what no template says', () => {
  test('is named', () => {
    const template = {
      Transform: 'AWS::LanguageExtensions',
      Parameters: {
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>' },
        Version: { Type: 'AWS::SSM::Parameter::Value<String>' },
        Size: { Type: 'Number', Default: 1 },
      },
      Outputs: {
        A: { Value: { 'Fn::GetStackOutput': { StackName: 'a', OutputName: 'b' } } },
        B: { Value: { 'Fn::ImportValue': 'c' } },
      },
    };
    const secret = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: '{{resolve:ssm:/name}}' } } };
    const { cannotTell } = review(earlier([]), releaseOf([stack(secret, { sections: template })]), { today });
    expect(cannotTell).toEqual([
      expect.stringContaining('parameter Version takes its value from the parameter store'),
      expect.stringContaining('parameter Size may be given another value'),
      expect.stringContaining('the macro AWS::LanguageExtensions decides'),
      expect.stringContaining('Fn::GetStackOutput {"StackName":"a","OutputName":"b"} is read'),
      expect.stringContaining('Fn::ImportValue c is read'),
      expect.stringContaining('{{resolve:ssm:/name}} is read'),
    ]);
  });

  test('is nothing where every value stands in the template', () => {
    expect(review(earlier([]), releaseOf([stack(queue)]), { today }).cannotTell).toEqual([]);
  });
});

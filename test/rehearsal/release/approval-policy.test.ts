import { describe, expect, test } from '@jest/globals';
import {
  type ApprovalPolicy,
  approver,
  checkApprovalNames,
  decide,
  parseApprovalPolicy,
} from '../../../lib/rehearsal/release/approval-policy';

const request = { stageName: 'prod', actionName: 'Approve', token: 't' };
const { signal } = new AbortController();

describe('--approve', () => {
  test.each<[string | undefined, boolean, ApprovalPolicy]>([
    [undefined, true, { kind: 'ask' }],
    [undefined, false, { kind: 'all' }],
    ['all', true, { kind: 'all' }],
    ['none', true, { kind: 'none' }],
    ['ask', false, { kind: 'ask' }],
    ['staging', false, { kind: 'named', stageNames: ['staging'] }],
    ['staging, prod', false, { kind: 'named', stageNames: ['staging', 'prod'] }],
  ])('%s (terminal: %s) is %j', (text, interactive, policy) => {
    expect(parseApprovalPolicy(text, interactive)).toEqual(policy);
  });

  test.each(['', 'staging,', ','])('fails on "%s"', (text) => {
    expect(() => parseApprovalPolicy(text, true)).toThrow('--approve must be all, none, ask or names');
  });

  test.each([
    ['All', 'all'],
    ['None', 'none'],
    ['ASK', 'ask'],
    ['all,dev', 'all'],
  ])('fails on "%s", and says what was meant', (text, meant) => {
    expect(() => parseApprovalPolicy(text, true)).toThrow(`got "${text}", did you mean ${meant}? It stands alone`);
  });

  test('fails on a name that is no stage', () => {
    const policy = parseApprovalPolicy('stagin', false);
    expect(() => checkApprovalNames(policy, ['Source', 'staging'])).toThrow(
      '--approve names "stagin", which is no stage of the pipeline, did you mean staging? It has Source, staging',
    );
    expect(() => checkApprovalNames(parseApprovalPolicy('staging', false), ['staging'])).not.toThrow();
  });
});

describe('an approval', () => {
  test.each<[ApprovalPolicy, string, ReturnType<typeof decide>]>([
    [{ kind: 'all' }, 'prod', 'approve'],
    [{ kind: 'none' }, 'prod', 'reject'],
    [{ kind: 'ask' }, 'prod', 'ask'],
    [{ kind: 'named', stageNames: ['prod'] }, 'prod', 'approve'],
    [{ kind: 'named', stageNames: ['staging'] }, 'prod', 'ask'],
  ])('under %j of %s: %s', (policy, stageName, answer) => {
    expect(decide(policy, stageName)).toBe(answer);
  });

  test('is rejected, with the way out, where names leave it open and there is nobody to ask', async () => {
    const decision = await approver({ kind: 'named', stageNames: ['dev'] }, undefined)(request, signal);
    expect(decision).toEqual({ status: 'Rejected', summary: expect.stringContaining('use --approve prod') });
  });

  test('is left to whoever answers at the endpoint where asking was asked for and there is no terminal', async () => {
    expect(await approver({ kind: 'ask' }, undefined)(request, signal)).toBeUndefined();
  });

  test('carries what the person said', async () => {
    const said = { status: 'Rejected', summary: 'not on a Friday' } as const;
    expect(await approver({ kind: 'ask' }, async () => said)(request, signal)).toEqual(said);
  });
});

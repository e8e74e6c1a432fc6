import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addDoctor } from '../../bin/commands/doctor';
import { projectIn, type Shell } from '../../bin/commands/shell';
import { patientHere } from '../../bin/doctor/patient-here';
import { givenAssembly } from '../../bin/doctor/two-syntheses';
import { parseConfig } from '../../lib/config';
import { DOCTOR_CHECKS } from '../../lib/doctor/checks';
import { askedOnce } from '../../lib/doctor/cloud/sdk-doctor-cloud';
import { resourceCalls } from '../../lib/doctor/cloud/sdk-resources';
import type { PacedClients } from '../../lib/validation/calls/clients';
import placeholders from '../_fixtures/delivery-config';
import { pinConfiguration } from '../_helpers/pin-configuration';
import { healthyBody, patientOf } from './healthy-patient';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'doctor-command-'));
  pinConfiguration(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the command prints, and its exit code. */
const run = async (...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> => {
  let [text, code] = ['', -1];
  const write = (part: string): boolean => {
    text += part;
    return true;
  };
  const stdout = { write } as NodeJS.WriteStream;
  const shell = { ...projectIn(root), argv: args, env: {}, stdout, stderr: stdout } as unknown as Shell;
  const program = new Command();
  addDoctor(program, shell, (exitCode) => {
    code = exitCode;
  });
  await program.parseAsync(['doctor', ...args], { from: 'user' });
  return { code, text };
};

describe('bin/delivery doctor', () => {
  test('lists its checks, and asks nothing', async () => {
    const { code, text } = await run('--list', '--json');
    expect([code, JSON.parse(text)]).toEqual([0, DOCTOR_CHECKS.map(({ id, about }) => ({ id, about }))]);
    expect((await run('--list')).text).toContain('bootstrap-version');
  });

  test.each([
    [['--profile', 'dev'], '--profile dev: write ACCOUNT=NAME'],
    [['--profile', '000000000009=dev'], 'has no account 000000000009'],
    [['--timeout', '0'], '--timeout must be a whole number of seconds from 1 to 9999, got "0"'],
    [['--assembly', '/nowhere'], '--assembly /nowhere is no cloud assembly'],
  ])('refuses %j', async (args, because) => {
    await expect(run(...args)).rejects.toThrow(because);
  });
});

test('a placeholder is asked nothing, and says so', async () => {
  const signal = new AbortController().signal;
  const syntheses = { synthesis: healthyBody().synthesis, repetition: async () => [] };
  const asked = { root: resolve('.'), env: {}, ways: { profiles: new Map<string, string>(), role: undefined }, signal };
  const { places, tools, real } = patientHere(parseConfig(placeholders), syntheses, asked);
  expect([real, places.length, tools.account]).toEqual([true, 4, '111111111111']);
  await expect(tools.cloud.stacks()).rejects.toThrow('111111111111 is a placeholder');
});

test('an assembly of another configuration is refused: nothing would be looked at where it deploys nothing', () => {
  const stack = { account: '111122223333', region: 'eu-west-1' };
  const properties = { templateFile: 'S.json', stackName: 'S' };
  const S = { type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties };
  writeFileSync(join(root, 'S.json'), '{}');
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts: { S } }));
  expect(() => givenAssembly(root, [stack])).not.toThrow();
  const because = 'deploys nothing to 444455556666, eu-west-1';
  expect(() => givenAssembly(root, [stack, { ...stack, account: '444455556666' }])).toThrow(because);
  expect(() => givenAssembly('test', [])).toThrow('no manifest.json');
});

test('a question is asked once, whoever asks it, and another one again', async () => {
  const asked: string[] = [];
  const { cloud } = patientOf(healthyBody()).tools;
  const trust = async (role: string) => {
    asked.push(role);
    return undefined;
  };
  const once = askedOnce({ ...cloud, trust });
  await Promise.all([once.trust('a'), once.trust('a'), once.trust('b')]);
  expect(asked).toEqual(['a', 'b']);
});

test('only who has confirmed hears of alarms: not who is asked, nor who has ended it', async () => {
  const client = new SNSClient({ region: 'eu-west-1' });
  const arns = ['PendingConfirmation', 'Deleted', 'arn:aws:sns:eu-west-1:111122223333:t:1'];
  const Subscriptions = arns.map((SubscriptionArn) => ({ SubscriptionArn }));
  Object.assign(client, { send: async () => ({ Subscriptions }) });
  const paced = { of: () => client } as unknown as PacedClients;
  const calls = resourceCalls({ paced, json: async () => ({}) });
  expect(await calls.listeners('arn:aws:sns:eu-west-1:111122223333:t')).toEqual({ confirmed: 1, pending: 1 });
});

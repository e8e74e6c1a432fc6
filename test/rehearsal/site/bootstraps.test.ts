import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ProgressEvent } from '../../../lib/rehearsal/progress';
import { keepSession, readSession, sessionOf } from '../../../lib/rehearsal/session/session';
import { Bootstraps } from '../../../lib/rehearsal/site/bootstraps';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const DEV = 'aws://222222222222/us-east-1';
const QA = 'aws://333333333333/eu-west-1';

/** A kept site in which the tools and dev are bootstrapped, with a command line of the CDK that writes down what it is asked. */
const site = (cli = '') => {
  const directory = temporaryDirectory();
  const [records, app, nodeModules] = ['records', 'app', 'node_modules'].map((name) => join(directory, name));
  if (!records || !app || !nodeModules) throw new Error('three names are three directories');
  const asked = join(directory, 'asked');
  for (const each of [records, join(nodeModules, 'aws-cdk', 'bin')]) mkdirSync(each, { recursive: true });
  const script = `require('node:fs').appendFileSync('${asked}', process.argv.at(-1) + '\\n');${cli}`;
  writeFileSync(join(nodeModules, 'aws-cdk', 'bin', 'cdk'), script);
  const events: ProgressEvent[] = [];
  const endpoint = { url: 'http://localhost:1', secret: 's', pid: 1, exited: undefined, stop: async () => undefined };
  const installation = {
    endpoint,
    nodeModules,
    env: {},
    privateDirectory: directory,
    signal: new AbortController().signal,
    emit: (event: ProgressEvent) => events.push(event),
    onLine: () => undefined,
  };
  const tools = { account: '111111111111', region: 'us-east-1' };
  const bootstrapped = ['aws://111111111111/us-east-1', DEV];
  const kept = { endpoint, installation, tools, pipelineName: 'p', bootstrapped, directory };
  keepSession(records, sessionOf(kept, 1));
  const bootstraps = new Bootstraps(kept, { records, workspace: { directory: app } });
  const calls = () => (existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : []);
  return { bootstraps, events, calls, remembered: () => readSession(records)?.bootstrapped };
};

/** An artifact with a stack in each of the environments, as a cloud assembly or without the file that makes it one. */
const artifact = (environments: readonly string[], isAssembly = true) => {
  const directory = temporaryDirectory();
  const stacks = environments.map((environment, index): [string, object] => [
    `stack-${index}`,
    { type: 'aws:cloudformation:stack', environment, properties: { templateFile: 'template.json' } },
  ]);
  writeFileSync(join(directory, 'template.json'), '{}');
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(stacks) }));
  if (isAssembly) writeFileSync(join(directory, 'cdk.out'), '{"version":"48.0.0"}');
  return { directory };
};

describe('what a build has made', () => {
  test('has its new environments bootstrapped once, said as the first bootstrap is, and remembered', async () => {
    const { bootstraps, events, calls, remembered } = site();
    await Promise.all([bootstraps.built([artifact([DEV, QA])]), bootstraps.built([artifact([QA])])]);
    expect(calls()).toEqual([QA]);
    expect(events.map((event) => ('detail' in event ? event.detail : event.type))).toEqual([
      'cdk bootstrap 333333333333/eu-west-1',
      '1 environment in 1 account',
    ]);
    expect(remembered()).toEqual(['aws://111111111111/us-east-1', DEV, QA]);
    expect(bootstraps.done).toEqual(remembered());
  });

  test('has nothing bootstrapped where nothing is new, or it is no cloud assembly', async () => {
    const { bootstraps, events, calls } = site();
    await bootstraps.built([artifact([DEV]), artifact([QA], false), { directory: temporaryDirectory() }]);
    expect([events, calls()]).toEqual([[], []]);
  });

  test('is told what the CDK says of a bootstrap that fails, and the next one tries again', async () => {
    const { bootstraps, calls } = site("console.log('no such region');process.exitCode = 1");
    for (const _ of [1, 2]) {
      await expect(bootstraps.built([artifact([QA])])).rejects.toThrow(
        `cdk bootstrap of ${QA} failed:\nno such region`,
      );
    }
    expect([calls(), bootstraps.done.includes(QA)]).toEqual([[QA, QA], false]);
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { missingLookUps } from '../../../lib/rehearsal/assembly/missing-context';
import { LookUps } from '../../../lib/rehearsal/site/look-ups';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const KEY = 'ssm:account=222222222222:parameterName=/made/by/hand:region=eu-west-1';
const MISSING = {
  key: KEY,
  provider: 'ssm',
  props: {
    account: '222222222222',
    region: 'eu-west-1',
    lookupRoleArn: 'arn:${AWS::Partition}:iam::222222222222:role/cdk-own-lookup-role-222222222222-eu-west-1',
  },
};
const TOOLS = { account: '111111111111', region: 'us-east-1' };

const assembly = (manifest: object): string => {
  const directory = join(temporaryDirectory(), 'cdk.out');
  mkdirSync(directory);
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  return directory;
};

describe('what an assembly lacks', () => {
  test('is told by key, place and bootstrap', () => {
    expect(missingLookUps(assembly({ missing: [MISSING] }))).toEqual([
      { key: KEY, environment: { account: '222222222222', region: 'eu-west-1' }, qualifier: 'own' },
    ]);
  });

  test('is nothing where it is whole, or not there', () => {
    expect([missingLookUps(assembly({})), missingLookUps('/nonexistent')]).toEqual([[], []]);
  });
});

/** A command line of the CDK that writes down what it is asked, and finds what is looked up, or does not. */
const lookingUp = (finds: boolean) => {
  const directory = temporaryDirectory();
  const at = assembly({ missing: [MISSING] });
  const asked = join(directory, 'asked');
  const cli = join(directory, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  mkdirSync(dirname(cli), { recursive: true });
  const found = finds ? `require('node:fs').writeFileSync('${at}/manifest.json', '{}')` : 'process.exitCode = 1';
  writeFileSync(
    cli,
    `const words = process.argv.slice(3).join(' ');
    require('node:fs').appendFileSync('${asked}', words + ' at ' + process.env.AWS_ENDPOINT_URL + '\\n');
    if (words.startsWith('synth')) { console.log('SSM parameter not available'); ${found}; }`,
  );
  const signal = new AbortController().signal;
  const endpoint = { url: 'http://localhost:1', secret: 's' };
  const nodeModules = join(directory, 'node_modules');
  const installation = { endpoint, nodeModules, env: {}, privateDirectory: directory, signal };
  const lookUps = new LookUps(TOOLS);
  const cdk = { cwd: directory, nodeModules: [nodeModules], env: {}, signal, onLine: () => undefined };
  return {
    lookUps,
    open: () =>
      lookUps.at(Promise.resolve(endpoint), () => ({
        ...installation,
        emit: () => undefined,
        onLine: () => undefined,
      })),
    synth: () => lookUps.synth(cdk, at, missingLookUps(at)),
    calls: () => (existsSync(asked) ? readFileSync(asked, 'utf8').trim().split('\n') : []),
  };
};

describe('looking up', () => {
  test('waits for the endpoint, bootstraps the account, and asks the endpoint', async () => {
    const { open, synth, calls } = lookingUp(true);
    const synthesized = synth();
    expect(calls()).toEqual([]);
    await open();
    expect(await synthesized).toMatchObject({ exitCode: 0 });
    const [bootstrapped, looked] = calls();
    expect(bootstrapped).toMatch(
      /^bootstrap .*--qualifier own .*aws:\/\/222222222222\/eu-west-1 at http:\/\/localhost:1$/,
    );
    expect(looked).toMatch(/^synth --quiet --plugin .* at http:\/\/localhost:1$/);
  });

  test('fails by the key of what the endpoint does not have', async () => {
    const { open, synth } = lookingUp(false);
    await open();
    await expect(synth()).rejects.toThrow(
      `the app looks up what a rehearsal does not have: ${KEY}. Commit the cdk.context.json`,
    );
  });

  test('fails as the endpoint did, where it does not start', async () => {
    const { lookUps, synth } = lookingUp(true);
    const failed = Promise.reject(new Error('no Python'));
    await lookUps.at(failed, () => {
      throw new Error('nothing is installed');
    });
    await expect(synth()).rejects.toThrow('no Python');
  });
});

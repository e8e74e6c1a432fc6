import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Session } from '../../lib/rehearsal/session/session';
import { environmentIn, Preview } from '../../lib/watch/preview';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'preview-'));
  write('a', { dev: ['Data', 'Access'], 'dev-2': ['Data'], prod: ['Data'] });
});
afterEach(() => rmSync(directory, { recursive: true }));

/** An assembly with stages, each with its stacks. */
const write = (text: string, stages: Readonly<Record<string, readonly string[]>>): void => {
  const manifest = (place: string, artifacts: object): void => {
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'manifest.json'), JSON.stringify({ artifacts }));
  };
  const names = Object.keys(stages);
  const nested = names.map((name) => [name, { type: 'cdk:cloud-assembly', properties: { directoryName: name } }]);
  manifest(directory, Object.fromEntries(nested));
  for (const [name, stacks] of Object.entries(stages)) {
    const artifacts = stacks.map((stack) => {
      const properties = { templateFile: `${stack}.json` };
      return [stack, { type: 'aws:cloudformation:stack', displayName: `Delivery/${name}/${stack}`, properties }];
    });
    manifest(join(directory, name), Object.fromEntries(artifacts));
    for (const stack of stacks) writeFileSync(join(directory, name, `${stack}.json`), `${stack} ${text}`);
  }
};

const idsOf = (wanted?: string): readonly string[] => environmentIn(directory, wanted).stacks.map(({ id }) => id);

test('an environment is every stage of its name, the first where none is asked for', () => {
  const dev = ['Delivery/dev/Data', 'Delivery/dev/Access', 'Delivery/dev-2/Data'];
  expect([idsOf(), idsOf('dev'), idsOf('prod')]).toEqual([dev, dev, ['Delivery/prod/Data']]);
});

test('an environment that there is not is refused with those that there are', () => {
  expect(() => idsOf('pro')).toThrow(
    '--environment "pro": no stage of the app is called so, did you mean prod? There are dev, dev-2, prod',
  );
  write('a', {});
  expect(() => idsOf()).toThrow('the app has no stages');
});

const SESSION: Session = {
  schema: 1,
  endpoint: 'http://localhost:1',
  secret: 'secret',
  emulatorPid: 1,
  privateDirectory: '/none',
  tools: { account: '111111111111', region: 'us-east-1' },
  pipelineName: 'p',
  bootstrapped: [],
};

/** A `cdk` that says what it was asked, and fails where a file says so. */
const CDK = `const { appendFileSync, existsSync } = require('node:fs');
appendFileSync('asked', process.argv.slice(3).join(' ') + ' as ' + process.env.AWS_ACCESS_KEY_ID + '\\n');
if (existsSync('fail')) { console.log('ROLLBACK_COMPLETE'); process.exit(1); }`;

test('only what has changed is deployed, by the cdk as the tools account, and again after a failure', async () => {
  const nodeModules = join(directory, 'node_modules');
  mkdirSync(join(nodeModules, 'aws-cdk', 'bin'), { recursive: true });
  writeFileSync(join(nodeModules, 'aws-cdk', 'bin', 'cdk'), CDK);
  const { signal } = new AbortController();
  const env = { PATH: process.env['PATH'] ?? '' };
  const context = { cwd: directory, nodeModules: [nodeModules], env, signal, onLine: () => undefined };
  const preview = new Preview();
  const deploy = async (session = SESSION): Promise<readonly string[]> =>
    (await preview.deploy(session, environmentIn(directory, 'dev'), context, directory)).map(({ id }) => id);
  const all = ['Delivery/dev/Data', 'Delivery/dev/Access', 'Delivery/dev-2/Data'];
  expect(await deploy()).toEqual(all);
  expect(await deploy()).toEqual([]);
  writeFileSync(join(directory, 'dev', 'Access.json'), 'other');
  writeFileSync(join(directory, 'fail'), '');
  await expect(deploy()).rejects.toThrow('cdk deploy Delivery/dev/Access failed:\nROLLBACK_COMPLETE');
  rmSync(join(directory, 'fail'));
  expect(await deploy()).toEqual(['Delivery/dev/Access']);
  expect(await deploy({ ...SESSION, endpoint: 'http://localhost:2' })).toEqual(all);
  const asked = readFileSync(join(directory, 'asked'), 'utf8').trim().split('\n');
  expect(asked).toHaveLength(4);
  expect(asked[1]).toMatch(/^deploy --app .* Delivery\/dev\/Access as 111111111111$/);
});

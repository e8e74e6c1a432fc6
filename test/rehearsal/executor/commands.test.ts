import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeCommands } from '../../../lib/rehearsal/executor/actions/codebuild/commands';
import { cleanUp, privateDirectory } from './_helpers/run';
import { withFiles } from './_helpers/write-files';

let directory = '';
let prefix = '';

beforeAll(async () => {
  const modules = await withFiles({
    'tool/package.json': '{"name":"tool","version":"1.2.3","bin":{"tool":"bin/tool.js","other":"bin/tool.js"}}',
    'tool/bin/tool.js': "#!/usr/bin/env node\nconsole.log('tool ' + require('dependency'));\n",
    'dependency/index.js': "module.exports = 'works';",
    '@scope/named/package.json': '{"name":"@scope/named","version":"2.0.0","bin":"run.js"}',
    '@scope/named/run.js': "#!/usr/bin/env node\nconsole.log('named');\n",
  });
  // npm lays tools as `node_modules/<name>`; a dependency is found beside the tool.
  const parent = await privateDirectory();
  await cp(modules, join(parent, 'node_modules'), { recursive: true });
  await chmod(join(parent, 'node_modules/tool/bin/tool.js'), 0o755);
  await chmod(join(parent, 'node_modules/@scope/named/run.js'), 0o755);
  const real = await privateDirectory();
  await writeFile(join(real, 'npm'), '#!/bin/sh\necho "real npm $*"\n', { mode: 0o755 });
  await writeFile(join(real, 'docker'), '#!/bin/sh\necho "real docker $*"\n', { mode: 0o755 });
  await writeFile(join(real, 'aws'), '#!/bin/sh\necho "real aws $*"\n', { mode: 0o755 });
  await writeFile(join(real, 'corepack'), '#!/bin/sh\necho "real corepack $*"\n', { mode: 0o755 });
  directory = await privateDirectory();
  prefix = join(directory, 'prefix');
  await mkdir(join(directory, 'commands'));
  await writeCommands({
    directory: join(directory, 'commands'),
    prefix,
    toolDirectories: ['/nowhere', join(parent, 'node_modules')],
    path: ['/nowhere', real],
    engine: 'docker',
  });
});

afterAll(cleanUp);

const shell = async (command: string): Promise<string> => {
  const PATH = `${join(directory, 'commands')}:${join(prefix, 'bin')}:${process.env['PATH']}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env: { PATH }, cwd: directory });
  return stdout.trim();
};

describe("a build's npm", () => {
  test.each(['npm install -g tool@1.2.3', 'npm i -g tool@1.2.3', 'npm install tool@1.2.3 --global'])(
    'serves the pinned tool of `%s`',
    async (command) => {
      expect(await shell(`${command} && tool && other`)).toMatch(
        /^npm: tool@1\.2\.3 is served from .*node_modules\ntool works\ntool works$/,
      );
    },
  );

  test('has a place for global packages, which npx wants to look at', async () => {
    const npx = 'npx --yes --offline --cache "$PWD/cache" --prefix "$PWD/prefix" no-such-tool 2>&1 || true';
    expect(await shell(npx)).not.toContain('ENOENT');
  });

  test('serves several at once, also scoped ones', async () => {
    expect(await shell('npm install -g tool@1.2.3 @scope/named@2.0.0 && named')).toMatch(/named$/);
  });

  test.each([
    'install -g tool@1.2.4',
    'install -g tool@1',
    'install -g tool@latest',
    'install -g tool',
    'install -g tool@1.2.3 unknown@1.0.0',
    'install tool@1.2.3',
    'ci',
    'run build -- -g',
  ])('leaves `npm %s` to the real one', async (args) => {
    expect(await shell(`npm ${args}`)).toBe(`real npm ${args}`);
  });
});

describe("a build's n", () => {
  test.each(['n 22', 'n v22', 'n install 22'])(
    'puts the Node that npm has of that version before all others: %s',
    async (command) => {
      await writeFile(join(directory, 'installed'), '#!/bin/sh\necho "v22 of npm"\n', { mode: 0o755 });
      const bin = join(directory, 'commands', 'node-22', 'node_modules', '.bin');
      await mkdir(bin, { recursive: true });
      await cp(join(directory, 'installed'), join(bin, 'node'));
      const [npm, ...said] = (await shell(`${command}; node x; rm commands/node`)).split('\n');
      expect(npm).toMatch(/^real npm install .* --prefix .*\/node-22 node\S*-\w+-\w+@22$/);
      expect(said).toEqual(['installed : v22 of npm, by npm, which stays as it is', 'v22 of npm']);
    },
  );

  test.each(['n stable', 'n lts', 'n'])('fails where nobody here knows which Node that is: %s', async (command) => {
    await expect(shell(command)).rejects.toThrow('Name its version (n 22), or runtime-versions in the buildspec');
  });
});

describe("a build's yarn", () => {
  const asked = join('yarn-1', 'node_modules', '.bin');

  test('is the one of the images where this machine has none, until the build installs another', async () => {
    const bin = join(directory, 'commands', asked);
    expect(await shell('yarn build 2>&1 || true')).toMatch(/^real npm install --silent .*yarn-1 yarn@1\.22\.22$/m);
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'yarn'), '#!/bin/sh\necho "first yarn $*"\n', { mode: 0o755 });
    expect(await shell('yarn build --if "a  b"')).toBe('first yarn build --if a  b');
    await mkdir(join(prefix, 'bin'), { recursive: true });
    await writeFile(join(prefix, 'bin', 'yarn'), '#!/bin/sh\necho "own yarn $*"\n', { mode: 0o755 });
    expect(await shell('yarn build')).toBe('own yarn build');
  });

  test('is put by corepack beside what the build installs, not on this machine', async () => {
    expect(await shell('corepack enable yarn')).toBe(`real corepack enable --install-directory ${prefix}/bin yarn`);
    expect(await shell('corepack prepare yarn@stable')).toBe('real corepack prepare yarn@stable');
  });
});

describe('codebuild-hash-files', () => {
  test('hashes contents', async () => {
    await writeFile(join(directory, 'one'), '1');
    await writeFile(join(directory, 'same'), '1');
    await writeFile(join(directory, 'two'), '2');
    const [one, same, two] = await Promise.all(['one', 'same', 'two'].map((f) => shell(`codebuild-hash-files ${f}`)));
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(same).toBe(one);
    expect(two).not.toBe(one);
  });

  test.each(['', 'none'])('fails for files `%s`', async (files) => {
    await expect(shell(`codebuild-hash-files ${files}`)).rejects.toThrow('codebuild-hash-files: ');
  });
});

describe("a build's aws", () => {
  test.each([
    ['aws sqs list-queues', 'real aws --endpoint-url http://emulator sqs list-queues'],
    [
      'aws --region eu-west-1 sqs list-queues',
      'real aws --endpoint-url http://emulator --region eu-west-1 sqs list-queues',
    ],
    ['aws sqs list-queues --endpoint-url http://other', 'real aws sqs list-queues --endpoint-url http://other'],
    ['aws s3 ls "s3://a b"', 'real aws s3 ls s3://a b'],
  ])('asks the emulator whatever its version: %s', async (command, asked) => {
    expect(await shell(`export AWS_ENDPOINT_URL=http://emulator; ${command}`)).toBe(asked);
    expect(await shell(`unset AWS_ENDPOINT_URL; ${command}`)).toBe(
      asked.replace('--endpoint-url http://emulator ', ''),
    );
  });
});

describe("a build's aws of version 1", () => {
  const first = async (command: string, version = '1.45.11') => {
    const own = await privateDirectory();
    const script = `[ "$1" != --version ] || { echo aws-cli/${version}; exit; }
for word; do case "$word" in fileb:///*) echo "$(cat "\${word#fileb://}")";; *) echo "$word";; esac; done; exit 7`;
    await writeFile(join(own, 'aws'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const commands = join(own, 'commands');
    await mkdir(commands);
    await writeCommands({ directory: commands, prefix, toolDirectories: [], path: [own], engine: 'docker' });
    const PATH = `${commands}:${process.env['PATH']}`;
    const ran = promisify(execFile)('sh', ['-c', command], { env: { PATH, HOME: own }, cwd: own });
    const { stdout, stderr, code } = await ran.catch((error) => error);
    return [code, `${stdout}${stderr}`.trim().replaceAll('\n', ' ')];
  };
  const configure = 'mkdir .aws && echo "[default]\ncli_binary_format=raw-in-base64-out" > .aws/config; ';

  test.each([
    ['aws lambda invoke --cli-binary-format raw-in-base64-out --payload "a b"', 'lambda invoke --payload a b'],
    ['aws lambda invoke --cli-binary-format=raw-in-base64-out --payload={}', 'lambda invoke --payload {}'],
    [`${configure}aws lambda invoke --payload {}`, 'lambda invoke --payload {}'],
    ['aws --no-cli-pager sts get-caller-identity', 'sts get-caller-identity'],
    ['aws lambda invoke --payload eyJhIjoxfQ==', 'lambda invoke --payload {"a":1}'],
    ['echo eyJhIjoxfQ== > f; aws lambda invoke --payload file://f', 'lambda invoke --payload {"a":1}'],
    ['echo raw > f; aws lambda invoke --payload "fileb://$PWD/f"', 'lambda invoke --payload raw'],
    ['aws sns publish --message {}', 'sns publish --message {}'],
    ['aws kms encrypt --plaintext aGk=', 'kms encrypt --plaintext hi'],
  ])('is called as version 2 is: %s', async (command, called) => {
    expect(await first(command)).toEqual([7, called]);
  });

  test('refuses what version 2 refuses, and leaves version 2 alone', async () => {
    const command = `aws lambda invoke --payload '{"a":1}'`;
    expect(await first(command)).toEqual([255, 'Invalid base64: "{"a":1}"']);
    expect(await first(command, '2.31.0')).toEqual([7, 'lambda invoke --payload {"a":1}']);
  });
});

describe("a build's engine", () => {
  test('runs what asks no registry of ECR', async () => {
    expect(await shell('docker run --rm public.ecr.aws/sam/build-python3.12 true')).toBe(
      'real docker run --rm public.ecr.aws/sam/build-python3.12 true',
    );
  });

  test.each([
    'docker push 111111111111.dkr.ecr.us-east-1.amazonaws.com/shop:1',
    'docker login --username AWS --password-stdin 111111111111.dkr.ecr.us-east-1.amazonaws.com',
  ])('refuses by name what would ask one: %s', async (command) => {
    await expect(shell(command)).rejects.toThrow(
      /docker (push|login) of 111111111111\.dkr\.ecr\.\S+ cannot be rehearsed: the emulator's ECR is no registry/,
    );
  });

  test('is said to be missing where this machine has none', async () => {
    const alone = await privateDirectory();
    await writeCommands({ directory: alone, prefix, toolDirectories: [], path: ['/nowhere'], engine: 'finch' });
    await expect(shell(`${join(alone, 'finch')} build .`)).rejects.toThrow(
      'finch build cannot be rehearsed: this machine has no finch. Install it, or name another engine in CDK_DOCKER',
    );
  });
});

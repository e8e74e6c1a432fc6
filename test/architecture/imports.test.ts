import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { type Cruise, cruise, roomless, synthAndLive } from './cruise';
import { valueImports } from './dialect';
import { filesIn } from './files-in';

/** Everything that imports. */
const IMPORTING = ['bin', 'lib', 'functions', 'bench', 'test'];

/** A tree in which every rule is broken once: file → its text. */
const PLANTED: Readonly<Record<string, string>> = {
  [CONFIG_FILE]: 'export default {};',
  'bin/app.ts': "import 'cdk-nag';",
  'bin/delivery.ts': '',
  'functions/handler.ts': "import '../lib/stacks/stack';",
  'lib/ground/json.ts': "import '../contract/names';",
  'lib/ground/text.ts': "import 'zod';",
  'lib/ground/sha256.ts': "import 'node:crypto';",
  'lib/aws/assume-role.ts': "import '../ground/sha256';\nimport '@aws-sdk/client-sts';",
  'lib/aws/named.ts': "import '../contract/names';",
  'lib/aws/parsed.ts': "import 'zod';",
  'lib/validation/facts/fact.ts': "import '../../aws/assume-role';",
  'lib/stages/assumed.ts': "import '../aws/assume-role';",
  'lib/review/deployed.ts': "import '../aws/assume-role';",
  'lib/policy/hash.ts': "import '../ground/sha256';",
  'functions/on-the-ground.ts': "import '../lib/ground/sha256';",
  'lib/contract/names.ts': "import 'node:fs';",
  'lib/policy/evaluate.ts': "import '../contract/names';",
  'lib/config/parse.ts': "import type { x } from '../stacks/stack';\nexport type y = typeof x;",
  'lib/reports/page.ts': "import '../policy/evaluate';",
  'lib/stacks/stack.ts': "import 'aws-cdk-lib';\nimport '../stages/stage';\nexport const x = 1;",
  'lib/promises/index.ts': "import 'node:fs';",
  'lib/stacks/promised.ts': "import '../promises';",
  'lib/stages/stage.ts': "import '../pipeline/pipeline';",
  'lib/pipeline/pipeline.ts': "import '../gate/gate';",
  'lib/gate/gate.ts': "import 'cdk-nag';\nimport '../config/parse';\nimport '../../bin/delivery';",
  'lib/validation/check.ts': "import '@aws-sdk/client-kms';\nimport '../stacks/stack';",
  'lib/validation/checks/check.ts': "import '@aws-sdk/client-kms';",
  'lib/validation/both.ts': "import '@aws-sdk/client-kms';\nimport 'aws-cdk-lib';",
  'lib/evidence/verify.ts': "import '../stacks/stack';",
  'lib/execution-policy/cut.ts': "import '../rehearsal/rehearse';",
  'lib/recovery/free.ts': "import '../executions/answer';",
  'lib/executions/answer.ts': "import '../rehearsal/rehearse';",
  'lib/promotion/promote.ts': "import '../validation/check';",
  'functions/close-release/index.ts': "import '../../lib/evidence/verify';\nimport '../../lib/validation/check';",
  'lib/review/review.ts': "import '../gate/gate';\nimport '../contract/stack-policy';",
  'lib/contract/stack-policy.ts': '',
  'lib/contract/review.ts': "import 'zod';",
  'lib/contract/report.ts': "import 'zod/mini';",
  'functions/reads-a-report.ts': "import '../lib/contract/report';",
  'lib/attic/box.ts': '',
  'lib/loose.ts': '',
  'package.json': '{}',
  'emulator/runner.cjs': '',
  'functions/one/index.ts': "import '../two/ring';\nimport './own';\nimport '../on-the-ground';",
  'functions/one/own.ts': '',
  'functions/two/ring.ts': "import '../../delivery.config';",
  'functions/close-release/settings.ts': "import '../../delivery.config';",
  'lib/serve/server.ts':
    "import '../policy/evaluate';\nimport '../rehearsal/session';\nimport '../rehearsal/record/record';",
  'lib/rehearsal/versions.ts': "import '../../package.json';",
  'lib/rehearsal/runner.ts': "import '../../emulator/runner.cjs';",
  'lib/rehearsal/rehearse.ts': "import '../stacks/stack';",
  'lib/rehearsal/one.ts': "import './other';",
  'lib/rehearsal/other.ts': "import './one';\nimport './absent';",
  'lib/rehearsal/session.ts': "import './emulator/start-emulator';",
  'lib/rehearsal/emulator/start-emulator.ts': '',
  'lib/rehearsal/record/record.ts': "import '../../contract/names';",
  'lib/rehearsal/session/judge.ts': "import '../../policy/evaluate';\nimport '../../ground/json';",
  'lib/watch/save.ts': "import '../rehearsal/runner';\nimport '../contract/names';",
  'bench/gate.ts': "import 'cdk-nag';",
  'lib/rehearsal/executor/run.ts': "import '../../contract/names';",
  'test/rehearsal/session.test.ts': "import '../../lib/rehearsal/session';",
};

describe('imports of this repository', () => {
  let own: Cruise;
  beforeAll(async () => {
    own = await cruise('.', IMPORTING);
  });

  test('lead in the direction of the rooms', () => {
    expect(own.modules.length).toBeGreaterThan(100);
    expect(own.violations).toEqual([]);
  });

  test('are all seen: no file has an ending that nothing here reads', () => {
    expect(filesIn('.').filter((file) => /^(?!.*_fixtures).*\.([mc]ts|[jt]sx|js)$/.test(file))).toEqual([]);
  });

  test.each(['delivery-config', 'plausible-config'])(
    'of the configuration %s are types: it is data',
    async (fixture) => {
      expect(valueImports(await readFile(`test/_fixtures/${fixture}.ts`, 'utf8'))).toEqual([]);
    },
  );

  test('are of files in a room', () => {
    expect(roomless(own.modules)).toEqual([]);
  });

  test('never join synthesis and live calls in one file', () => {
    expect(synthAndLive(own.modules)).toEqual([]);
  });
});

describe('imports that break a rule', () => {
  let directory: string;
  let planted: Cruise;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'imports-'));
    await symlink(resolve('node_modules'), join(directory, 'node_modules'));
    for (const [file, text] of Object.entries(PLANTED)) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), text);
    }
    planted = await cruise(directory, IMPORTING);
  });
  afterAll(() => rm(directory, { recursive: true }));

  test.each([
    'room-ground: lib/ground/json.ts',
    'the-ground-imports-node-only: lib/ground/text.ts',
    'room-aws: lib/aws/named.ts',
    'aws-imports-the-sdk-and-the-ground: lib/aws/parsed.ts',
    'room-stages: lib/stages/assumed.ts',
    'contract-policy-and-promises-import-the-ground-only: lib/contract/names.ts',
    'contract-policy-and-promises-import-the-ground-only: lib/promises/index.ts',
    'shapes-of-reports-import-small-zod-and-the-ground: lib/contract/review.ts',
    'functions-read-no-report: functions/reads-a-report.ts',
    'the-judged-read-no-promise: lib/stacks/promised.ts',
    'room-policy: lib/policy/evaluate.ts',
    'room-config: lib/config/parse.ts',
    'room-reports: lib/reports/page.ts',
    'room-stacks: lib/stacks/stack.ts',
    'room-stages: lib/stages/stage.ts',
    'room-pipeline: lib/pipeline/pipeline.ts',
    'room-gate: lib/gate/gate.ts',
    'room-validation: lib/validation/check.ts',
    'room-rehearsal: lib/rehearsal/rehearse.ts',
    'room-rehearsal: lib/rehearsal/record/record.ts',
    'room-rehearsal: lib/rehearsal/session/judge.ts',
    'room-rehearsal: lib/rehearsal/executor/run.ts',
    'room-review: lib/review/review.ts',
    'room-watch: lib/watch/save.ts',
    'room-evidence: lib/evidence/verify.ts',
    'room-executions: lib/executions/answer.ts',
    'room-recovery: lib/recovery/free.ts',
    'room-promotion: lib/promotion/promote.ts',
    'room-execution-policy: lib/execution-policy/cut.ts',
    'room-serve: lib/serve/server.ts',
    'pages-read-records-and-run-nothing: lib/serve/server.ts',
    'the-closing-function-takes-the-evidence-too: functions/close-release/index.ts',
    'functions-know-no-other-function: functions/one/index.ts',
    'functions-take-the-contract-only: functions/two/ring.ts',
    'the-closing-function-takes-the-evidence-too: functions/close-release/settings.ts',
    'rehearsal-imports-no-file-of-the-project: lib/rehearsal/versions.ts',
    'rehearsal-imports-no-file-of-the-project: lib/rehearsal/runner.ts',
    'functions-take-the-contract-only: functions/handler.ts',
    'judges-know-no-promise: lib/review/review.ts',
    'only-the-gate-says-cdk-nag: bin/app.ts',
    'only-the-gate-says-cdk-nag: bench/gate.ts',
    'live-checks-know-no-cdk: functions/handler.ts',
    'live-checks-know-no-cdk: lib/validation/check.ts',
    'checks-ask-through-the-cloud: lib/validation/checks/check.ts',
    'checks-ask-through-the-cloud: lib/validation/facts/fact.ts',
    'unit-tests-start-no-emulator: test/rehearsal/session.test.ts',
    'no-cycles: lib/rehearsal/one.ts',
    'every-import-resolves: lib/rehearsal/other.ts',
  ])('fails %s', (violation) => {
    expect(planted.violations).toContain(violation);
  });

  test('lets the ground import node, and every room the ground', () => {
    for (const file of ['lib/ground/sha256.ts', 'lib/policy/hash.ts', 'functions/on-the-ground.ts'])
      expect(planted.violations.filter((violation) => violation.endsWith(file))).toEqual([]);
  });

  test('lets what shares calls import the SDK, and those who call AWS share it', () => {
    for (const file of ['lib/aws/assume-role.ts', 'lib/review/deployed.ts'])
      expect(planted.violations.filter((violation) => violation.endsWith(file))).toEqual([]);
  });

  test('lets the shapes of reports import the small zod', () => {
    expect(planted.violations.filter((violation) => violation.endsWith('lib/contract/report.ts'))).toEqual([]);
  });

  test.each(["import { a, type b } from './a';", "import a from './a';", "import './a';", "import * as a from './a';"])(
    'fails the configuration that says %s',
    (text) => {
      expect(valueImports(`${text}\nimport type { c } from './c';\nimport { type d } from './d';`)).toEqual(['./a']);
    },
  );

  test('fails what lies in no room, and imports nothing', () => {
    expect(roomless(planted.modules)).toEqual(['lib/attic/box.ts', 'lib/loose.ts']);
  });

  test('lets a function import itself and what stands beside it', () => {
    expect(planted.violations).not.toContain('functions-know-no-other-function: functions/two/ring.ts');
    expect(planted.violations).not.toContain('functions-know-no-other-function: functions/reads-a-report.ts');
  });

  test('fails a file that joins synthesis and live calls', () => {
    expect(synthAndLive(planted.modules)).toEqual(['lib/validation/both.ts']);
  });
});

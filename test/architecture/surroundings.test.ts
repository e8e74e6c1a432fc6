import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { looksAround } from './dialect';

/** Files below bin/ that may look around, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  'lib/rehearsal/executor/actions/codebuild/environment.ts': 'finds the tools of the machine on PATH',
  'lib/rehearsal/executor/cloud/clients.ts': "silences the AWS SDK's warning, which knows no option",
};

describe('surroundings', () => {
  test('are read at the edge only: no environment variable and no CDK context below bin/', async () => {
    const files = (await readdir('lib', { recursive: true })).filter((file) => file.endsWith('.ts'));
    const found: string[] = [];
    for (const file of files) {
      if (looksAround(await readFile(join('lib', file), 'utf8'))) found.push(join('lib', file));
    }
    expect(found.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  test.each([
    'const region = process.env.AWS_REGION;',
    "const region = process['env']['AWS_REGION'];",
    'const region = process["env"];',
    'const region = process?.env?.AWS_REGION;',
    "const both = ['https://x', process.env.AWS_REGION];",
    'const { env } = process;',
    'const { env: variables } = globalThis.process;',
    "import { env } from 'node:process';",
    "import process from 'process';\nconst { env } = process;",
    "const zone = this.node.tryGetContext('zone');",
  ])('fail in %s', (text) => {
    expect(looksAround(text)).toBe(true);
  });

  test('may be written about', () => {
    expect(looksAround("/** Never reads `process.env`. */\n// nor tryGetContext\nconst x = 'process.env';")).toBe(
      false,
    );
  });
});

describe('npm run check', () => {
  test('runs the type-check, the linter and the unit tests, and nothing that starts an emulator', async () => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const steps = (scripts['check'] ?? '').split(' && ').map((step) => step.replace(/^npm run (--silent )?/, ''));
    expect(steps.toSorted()).toEqual(['lint', 'typecheck', 'unit']);
    expect(scripts['unit']).toMatch(
      /^node --no-concurrent-marking --max-semi-space-size=64 node_modules\/jest\/bin\/jest\.js --selectProjects unit$/,
    );
    expect(`${scripts['typecheck']} ${scripts['lint']}`).toMatch(/^tsc --checkers 2 biome check/);
  });
});
